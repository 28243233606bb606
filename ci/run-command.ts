// Runs one command of a stage and shows what it prints as it comes.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from './stages.ts'

/** As long as a demo and its service take to end in order, their database included. */
const GRACE_MS = 15_000
const POLL_MS = 50

export interface RunOptions {
  env: NodeJS.ProcessEnv
  /** Aborted, the command and all that it started are asked to end, and are ended when they do not. */
  signal: AbortSignal
  graceMs?: number
  show?: (chunk: Buffer) => void
}

export interface Run {
  output: string
  /** Empty when it ended with 0. */
  failure: string
}

export async function runCommand(
  { args: [file, ...args], cwd = '.' }: Command,
  { env, signal, graceMs = GRACE_MS, show = (chunk) => process.stdout.write(chunk) }: RunOptions,
): Promise<Run> {
  if (signal.aborted) return { output: '', failure: `${file} was not started` }
  // A group of its own: what it starts gets its signals, and we do not.
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      show(chunk)
    })
  }
  let ending: Promise<void> | undefined
  const end = () => {
    ending = endGroup(child.pid, graceMs).then(() => {
      // A process that left the group may hold them open for as long as it likes.
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
    })
  }
  signal.addEventListener('abort', end, { once: true })
  const failure = await new Promise<string>((resolve) => {
    child.on('error', ({ message }) => resolve(message))
    child.on('close', (code, by) => resolve(code === 0 ? '' : `${file} ended with ${by ?? code}`))
  })
  signal.removeEventListener('abort', end)
  await ending
  // A command that ended well because it was told to did not do its work.
  const interrupted = ending ? `${file} was interrupted` : ''
  return { output: Buffer.concat(chunks).toString(), failure: failure || interrupted }
}

/** SIGTERM first, so that databases are stopped and folders removed; SIGKILL to what is left after the grace. */
async function endGroup(leader: number | undefined, graceMs: number): Promise<void> {
  if (leader === undefined || !signalGroup(leader, 'SIGTERM')) return
  for (const until = Date.now() + graceMs; Date.now() < until; await sleep(POLL_MS)) {
    if (!signalGroup(leader, 0)) return
  }
  signalGroup(leader, 'SIGKILL')
}

/** @returns whether anybody is left in the group. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    return false
  }
}
