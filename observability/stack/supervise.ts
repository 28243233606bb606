// The launcher: starts the parts that run on this machine, keeps their output, starts again what ends or no longer
// answers, and ends all of them when it is told to.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError, EXIT } from '../cli/errors.ts'
import { isHealthy } from './health.ts'
import { claim } from './launcher.ts'
import type { PartName } from './parts.ts'
import { endAll } from './processes.ts'
import { type Plan, readPlan } from './state.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** One that ends so often before it was ever well will not get well: the rest is not kept waiting for it. */
const ENDS_IN_VAIN = 4
/** One that ran so long is not in a loop of crashes. */
const SETTLED_MS = 60_000
const LOOK_EVERY_MS = 10_000
/** So many looks in vain, and it hangs: a minute, longer than any of them takes to start. */
const LOOKS_IN_VAIN = 6
const LARGEST_LOG_BYTES = 10 * 1024 ** 2

/** Goes on until SIGTERM or SIGINT. Answers with the exit code. */
export async function supervise(folder: string): Promise<number> {
  const plan = readPlan(folder)
  if (plan === undefined) {
    const message = 'holds no plan of a stack'
    throw new CodedError('STACK_NOT_THERE', { place: folder, message, remedy: 'run paved-road stack up' })
  }
  const lock = await claim(folder, plan.offset)
  if (lock === undefined) return EXIT.environment
  const ending = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => ending.abort())
  const parts = Object.entries(plan.commands) as [PartName, readonly string[]][]
  const context = { folder, plan, ending: ending.signal }
  const hopeless = await Promise.all(
    parts.map(async ([part, command]) => {
      const gaveUp = await keep(part, command, context)
      if (gaveUp) ending.abort()
      return gaveUp
    }),
  )
  lock.close()
  return hopeless.includes(true) ? EXIT.environment : EXIT.done
}

interface Context {
  readonly folder: string
  readonly plan: Plan
  readonly ending: AbortSignal
}

/** Runs one part, again and again, until all of it ends. @returns whether it was given up. */
async function keep(part: PartName, command: readonly string[], context: Context): Promise<boolean> {
  let pause = FIRST_PAUSE_MS
  let endsInVain = 0
  while (!context.ending.aborted) {
    const started = performance.now()
    const how = await runOnce(part, command, context)
    if (context.ending.aborted) break
    const ran = performance.now() - started
    endsInVain = ran < LOOK_EVERY_MS ? endsInVain + 1 : Number.NEGATIVE_INFINITY
    if (endsInVain === ENDS_IN_VAIN) {
      say(`${part} ended (${how}) as often as it was started, and all is ended with it`)
      return true
    }
    pause = ran > SETTLED_MS ? FIRST_PAUSE_MS : pause
    say(`${part} ended (${how}) and is started again in ${pause / 1000} s`)
    await sleep(pause, undefined, { signal: context.ending }).catch(() => {})
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS)
  }
  return false
}

/** Until it ends by itself, is told to, or no longer answers. */
async function runOnce(
  part: PartName,
  command: readonly string[],
  { folder, plan, ending }: Context,
): Promise<string> {
  const child = start(part, command, folder)
  const ended = new Promise<string>((done) => {
    child.once('error', (fault) => done(fault.message))
    child.once('exit', (code, signal) => done(String(code ?? signal)))
  })
  const over = new AbortController()
  ended.then(() => over.abort())
  const watched = AbortSignal.any([ending, over.signal])
  await watch(part, plan, watched)
  if (!over.signal.aborted && child.pid !== undefined) await endAll([child.pid])
  return ended
}

function start(part: PartName, [program = '', ...args]: readonly string[], folder: string): ChildProcess {
  const log = logFile(folder, part)
  mkdirSync(join(folder, 'data', part), { recursive: true })
  const output = openSync(log, 'a')
  try {
    return spawn(program, args, { cwd: join(folder, 'data', part), stdio: ['ignore', output, output] })
  } finally {
    closeSync(output)
  }
}

/** Answers when it hangs, or when there is nothing to watch any more. */
async function watch(part: PartName, plan: Plan, watched: AbortSignal): Promise<void> {
  let inVain = 0
  while (!watched.aborted && inVain < LOOKS_IN_VAIN) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: watched }).catch(() => {})
    inVain = (await isHealthy(part, plan)) ? 0 : inVain + 1
  }
  if (!watched.aborted) say(`${part} has not answered for a minute`)
}

/** The log of a part; one that has grown large makes room, and the one before it goes. */
export function logFile(folder: string, part: string): string {
  const file = join(folder, 'logs', `${part}.log`)
  mkdirSync(join(folder, 'logs'), { recursive: true })
  try {
    if (statSync(file).size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`)
  } catch {} // there is none yet
  return file
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`)
}
