// Processes of the benchmarks: pinned to a core where taskset is there, spoken to over IPC.
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'

/** What is measured runs alone on one core; whatever drives it shares the other. */
export const MEASURED_CORE = 0
export const OTHER_CORE = 1

export const canPin = spawnSync('taskset', ['-c', String(OTHER_CORE), 'true']).status === 0

export interface Start {
  /** Without one, it is not pinned. */
  core?: number
  script: URL
  imports?: URL[]
  env?: Record<string, string | undefined>
  cwd?: URL
  stdio?: StdioOptions
}

export function start({ core, script, imports = [], env, cwd, stdio }: Start): ChildProcess {
  const node = [
    process.execPath,
    ...imports.flatMap(({ pathname }) => ['--import', pathname]),
    script.pathname,
  ]
  const [file = '', ...args] = canPin && core !== undefined ? ['taskset', '-c', String(core), ...node] : node
  return spawn(file, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: undefined, ...env },
    stdio: stdio ?? ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** Sends `message`, if any, and waits for the next one back. Rejects when the process ends or answers `{error}`. */
export function ask<T>(child: ChildProcess, message?: string | object): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (reply: T & { error?: string }) => {
      child.off('exit', gone)
      if (reply.error) reject(new Error(reply.error))
      else resolve(reply)
    }
    const gone = (code: number | null) => {
      child.off('message', settle)
      reject(new Error(`a process of the benchmark ended with code ${code}`))
    }
    child.once('message', settle)
    child.once('exit', gone)
    if (message !== undefined) child.send(message)
  })
}
