// Owner: paved-road
// Standard output that cannot take the service down, whatever becomes of its reader or its disk. Lines are gathered
// for a tenth of a second and written without blocking. What is not taken is kept and tried again; past 16 MB lines
// are dropped and counted.
import { writeSync } from 'node:fs'
import { METRICS } from './conventions.ts'
import { counter } from './metrics.ts'

const GATHER_MS = 100
const GATHER_LENGTH = 8192
const MOST_KEPT = 16 * 1024 * 1024
const dropped = counter(METRICS.logLinesDropped, 'Log lines dropped as standard output did not take them.')

/** Once lines are written again, `recovered` is told how many were dropped, and why: `ENOSPC`, `EAGAIN` … */
export function openStdout(recovered: (lines: number, reason: string) => void) {
  void process.stdout // Node opens it when it is first read, and makes a pipe or socket non-blocking
  let gathered = ''
  let leaving = Buffer.alloc(0)
  let failure = ''
  let [pause, lost] = [1, 0]
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    try {
      while (leaving.length > 0 || gathered !== '') {
        if (leaving.length === 0) [leaving, gathered] = [Buffer.from(gathered), '']
        leaving = leaving.subarray(writeSync(1, leaving))
        pause = 1 // a slow reader is soon ready for more
      }
      if (lost > 0) recovered(lost, failure)
      ;[lost, failure] = [0, '']
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code ?? String(error)
      pause = Math.min(2 * pause, GATHER_MS)
      timer = setTimeout(flush, pause).unref()
    }
  }

  process.once('exit', () => {
    const still = new Int32Array(new SharedArrayBuffer(4))
    const until = performance.now() + 500 // longest that the end waits for a reader that stalls
    for (flush(); failure === 'EAGAIN' && performance.now() < until; flush()) Atomics.wait(still, 0, 0, 5)
  })

  return (line: string): void => {
    if (leaving.length + gathered.length > MOST_KEPT) {
      lost += 1
      dropped.inc()
      return
    }
    gathered += line
    if (failure === '' && gathered.length > GATHER_LENGTH) flush()
    else timer ??= setTimeout(flush, GATHER_MS).unref()
  }
}
