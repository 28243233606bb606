// Processes that go on until they are told to stop.
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { environment, type Where } from './newcomer.ts'

export interface Running {
  readonly output: () => string
  /** The first match in what it has said, waited for. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  /** SIGTERM, then its exit code. */
  readonly stop: () => Promise<number | null>
}

const PATIENCE_MS = 60_000

export function start(command: string, args: readonly string[], { cwd, uid, env }: Where): Running {
  const identity = uid === undefined ? {} : { uid, gid: uid }
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk
    })
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))

  const says = async (pattern: RegExp) => {
    const until = Date.now() + PATIENCE_MS
    while (Date.now() < until) {
      const found = pattern.exec(output)
      if (found) return found
      if (child.exitCode !== null) break
      await sleep(20)
    }
    child.kill('SIGKILL')
    throw new Error(`${command} ${args.join(' ')} did not say ${pattern}:\n${output}`)
  }
  const stop = async () => {
    child.kill('SIGTERM')
    return ended
  }
  return { output: () => output, says, stop }
}
