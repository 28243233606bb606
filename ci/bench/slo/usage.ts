// What a process costs, as Linux keeps account of it in /proc.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export interface Usage {
  seconds: number
  cpuSeconds: number
  peakMb: number
}

/** Linux counts CPU time in hundredths of a second here (USER_HZ), whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100
const POLL_MS = 5
const KILOBYTES_PER_MB = 1e6 / 1024

/** Runs `file` to its end. Memory is polled: what it takes in its last 5 ms is missed. */
export async function usageOf(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<Usage> {
  const cpuBefore = cpuSeconds('self', 'children')
  const started = performance.now()
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-2_000)
  })
  let seconds: number | undefined
  let fault: Error | undefined
  child.once('error', (error) => {
    fault = error
  })
  child.once('exit', () => {
    seconds = (performance.now() - started) / 1000
  })
  let peakMb = 0
  while (seconds === undefined && !fault) {
    peakMb = peakMemoryMb(child.pid) ?? peakMb
    await setTimeout(POLL_MS)
  }
  if (fault || seconds === undefined || child.exitCode !== 0)
    throw new Error(`${file} ${args.slice(0, 3).join(' ')} … ended with ${child.exitCode}: ${fault ?? said}`)
  return { seconds, cpuSeconds: cpuSeconds('self', 'children') - cpuBefore, peakMb }
}

/** User and system time of a process itself, or of its children that have ended (proc_pid_stat(5)). */
export function cpuSeconds(pid: number | 'self', whose: 'own' | 'children'): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from the third field on
  const [user, system] = whose === 'own' ? fields.slice(11, 13) : fields.slice(13, 15)
  return (Number(user) + Number(system)) / TICKS_PER_SECOND
}

/** Undefined once the process has given its memory back. */
function peakMemoryMb(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) / KILOBYTES_PER_MB
  } catch {
    return undefined
  }
}
