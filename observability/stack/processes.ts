// Finds processes by their command line, so that what a launcher left behind when it was killed is found without a record
// of it, and a reused process id is never taken for it.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Ids of the processes that were started with just these arguments, which name the stack's folder. Not by their program:
 * what PATH has may be a script that gives way to the real one.
 */
export function processesOf([program = '', ...args]: readonly string[]): number[] {
  return commandLines()
    .filter(({ line, separator }) => {
      const said = [program, ...args].join(separator)
      return line === said || line.slice(line.indexOf(separator)) === separator + args.join(separator)
    })
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid)
}

/** Ends them: asked first, made to after `patienceMs`. */
export async function endAll(pids: readonly number[], patienceMs = 15_000): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGTERM')
  // One that is stopped does not hear it.
  for (const pid of pids) signal(pid, 'SIGCONT')
  const until = Date.now() + patienceMs
  while (pids.some(isAlive) && Date.now() < until) await sleep(50)
  for (const pid of pids.filter(isAlive)) signal(pid, 'SIGKILL')
  while (pids.some(isAlive)) await sleep(20)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {} // gone already
}

/** Ended, but whoever started it has not looked yet. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

interface Line {
  readonly pid: number
  readonly line: string
  /** What stands between its arguments. */
  readonly separator: string
}

function commandLines(): Line[] {
  const fromProc = procLines()
  return fromProc.length > 0 ? fromProc : psLines()
}

/** Linux keeps the arguments apart. */
function procLines(): Line[] {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((entry) => {
        try {
          const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replace(/\0$/, '')
          return [{ pid: Number(entry), line, separator: '\0' }]
        } catch {
          return [] // ended meanwhile
        }
      })
  } catch {
    return []
  }
}

/** Elsewhere ps has them with spaces between. */
function psLines(): Line[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' })
  return (stdout ?? '').split('\n').flatMap((row) => {
    const [, pid, line] = /^\s*(\d+)\s(.*)$/.exec(row) ?? []
    return pid && line ? [{ pid: Number(pid), line, separator: ' ' }] : []
  })
}
