// A script as a runner's shell meets it: a process group of its own, ended when somebody cancels.
import { runCommand } from '../run-command.ts'

export interface Script {
  readonly args: [string, ...string[]]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Somebody cancels the run as soon as the script says this. */
  readonly cancelAt?: RegExp
}

export interface Ended {
  readonly outcome: 'success' | 'failure' | 'cancelled'
  readonly output: string
}

/** Runners wait some seconds, too: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation */
const GRACE_MS = 5000

export async function runScript({ args, cwd, env, cancelAt }: Script): Promise<Ended> {
  const cancel = new AbortController()
  let said = ''
  const show = (chunk: Buffer) => {
    said += chunk
    if (cancelAt?.test(said)) cancel.abort()
  }
  const { output, failure } = await runCommand({ args, cwd }, { env, signal: cancel.signal, graceMs: GRACE_MS, show })
  if (cancel.signal.aborted) return { outcome: 'cancelled', output }
  return { outcome: failure ? 'failure' : 'success', output }
}
