// A script as a runner's shell meets it: a process group of its own, which ends when somebody cancels.
import { runCommand } from '../run-command.ts'

export interface Script {
  readonly args: [string, ...string[]]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Somebody cancels as soon as the script says this. */
  readonly cancelAt?: RegExp | undefined
}

export interface Ended {
  readonly outcome: 'success' | 'failure' | 'cancelled'
  readonly output: string
}

const GRACE_MS = 5000

export async function runScript({ args, cwd, env, cancelAt }: Script): Promise<Ended> {
  const cancel = new AbortController()
  let said = ''
  const show = (chunk: Buffer) => {
    said += chunk
    if (cancelAt?.test(said)) cancel.abort()
  }
  const options = { env, signal: cancel.signal, graceMs: GRACE_MS, show }
  const { output, failure } = await runCommand({ args, cwd }, options)
  if (cancel.signal.aborted) return { outcome: 'cancelled', output }
  return { outcome: failure ? 'failure' : 'success', output }
}
