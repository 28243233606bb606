// paved-road stack up and down.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError } from '../cli/errors.ts'
import { available } from './available.ts'
import { configFiles } from './config/index.ts'
import { compose, findEngine } from './engine.ts'
import { isHealthy, portsOf } from './health.ts'
import { runningFolder } from './launcher.ts'
import { commandOf, findPrograms } from './native.ts'
import { PARTS, type PartName, PORTS } from './parts.ts'
import { endAll, processesOf } from './processes.ts'
import { renew } from './service.ts'
import { composeSite, type Mode, nativeSite, type Site } from './site.ts'
import { executable, notWritable, type Plan, readPlan, writeFiles, writePlan } from './state.ts'
import { logFile } from './supervise.ts'
import { inTurn } from './turn.ts'

export interface UpOptions {
  readonly folder: string
  readonly mode: Mode | 'auto'
  readonly offset: number
  readonly webhook?: string | undefined
}

const READY_MS = 60_000

/** Starts what is not up already; answers once every part says that it is well. */
export function up(options: UpOptions): Promise<'started' | 'already'> {
  return inTurn(options.folder, () => start(options))
}

async function start(options: UpOptions): Promise<'started' | 'already'> {
  const { folder, offset } = options
  const running = await runningFolder(offset)
  if (running === folder) return 'already'
  if (running !== undefined) throw another(running, offset)
  await end(folder, readPlan(folder)) // what a launcher left behind that was killed
  const { plan, site } = prepare(options)
  await assertFree(plan)
  writeFiles(folder, configFiles(site, folder, options))
  for (const name of ['services', 'rules', 'targets', 'dashboards']) makeFolder(join(folder, name))
  renew(folder, plan)
  writePlan(folder, plan)
  try {
    if (plan.engine) compose(plan.engine, folder, ['up', '--detach', '--wait', '--remove-orphans'])
    launch(folder, plan)
    await ready(folder, plan)
    const winner = await runningFolder(offset) // another `up` may have been a moment earlier
    if (winner !== undefined && winner !== folder) throw another(winner, offset)
  } catch (fault) {
    await end(folder, plan)
    throw fault
  }
  return 'started'
}

function another(folder: string, offset: number): CodedError {
  return new CodedError('STACK_ANOTHER_RUNS', {
    place: folder,
    message: 'is the folder of a stack that has these ports',
    remedy: `run paved-road stack down --dir ${folder}, or give this one --port-offset ${offset + 10_000}`,
  })
}

function prepare({ folder, mode, offset, webhook }: UpOptions): { plan: Plan; site: Site } {
  const { engine, parts } = available(mode)
  if (!engine && mode === 'compose')
    throw new CodedError('STACK_NOTHING_TO_RUN', {
      place: '--mode compose',
      message: 'needs Docker or Podman with compose, and neither answers',
      remedy: 'start one, or give --mode native',
    })
  if (!parts.includes('prometheus'))
    throw new CodedError('STACK_NOTHING_TO_RUN', {
      place: 'PATH',
      message: 'has no Prometheus, and neither Docker nor Podman answers',
      remedy: `start one of these, or get at least Prometheus: ${PARTS.prometheus.get}`,
    })
  const set = new Set(parts)
  const site = engine ? composeSite(offset, set) : nativeSite(folder, offset, set)
  const programs = new Map([...findPrograms(), ['console', executable()] as const])
  const here = engine ? (['console'] as const) : parts
  const commands = here.map((part) => [part, commandOf(part, programs.get(part) ?? '', site, folder)])
  return {
    site,
    plan: {
      version: 1,
      mode: site.mode,
      offset,
      parts,
      ...(engine && { engine }),
      ...(webhook !== undefined && { webhook }),
      launcher: [process.execPath, executable(), 'stack', 'supervise', '--dir', folder],
      commands: Object.fromEntries(commands),
    },
  }
}

async function assertFree(plan: Plan): Promise<void> {
  const launcher = { part: 'the launcher', port: PORTS.launcher + plan.offset }
  for (const { part, port } of [launcher, ...portsOf(plan)]) {
    if (await isFree(port)) continue
    throw new CodedError('STACK_PORT_TAKEN', {
      place: `127.0.0.1:${port}`,
      message: `is in use by another process, and ${part} needs it`,
      remedy: `end that process, or move the whole stack with --port-offset ${plan.offset + 10_000}`,
    })
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)))
  })
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (fault) {
    throw notWritable(folder, fault)
  }
}

/** It goes on when whoever called this is gone. */
function launch(folder: string, { launcher: [program = '', ...args] }: Plan): void {
  const log = openSync(logFile(folder, 'launcher'), 'a')
  spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: folder }).unref()
  closeSync(log)
}

async function ready(folder: string, plan: Plan): Promise<void> {
  let waiting: PartName[] = [...plan.parts]
  let launched = false
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(100)) {
    const well = await Promise.all(waiting.map((part) => isHealthy(part, plan)))
    waiting = waiting.filter((_, index) => !well[index])
    if (waiting.length === 0) return
    if (launched && processesOf(plan.launcher).length === 0) break
    launched ||= processesOf(plan.launcher).length > 0
  }
  const [part = ''] = waiting
  throw new CodedError('STACK_PART_FAILED', {
    place: join(folder, 'logs', `${part}.log`),
    message: `${part} did not get ready; the stack was ended again`,
    remedy: `see what it said:\n${lastLines(folder, part)}`,
  })
}

function lastLines(folder: string, part: string): string {
  try {
    return readFileSync(join(folder, 'logs', `${part}.log`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-5)
      .join('\n')
  } catch {
    return '(nothing)'
  }
}

/** Ends all of it, what a killed launcher left included. Data stay. Answers whether there was anything to end. */
export async function down(folder: string): Promise<boolean> {
  return existsSync(folder) && inTurn(folder, () => end(folder, readPlan(folder)))
}

async function end(folder: string, plan: Plan | undefined): Promise<boolean> {
  if (plan === undefined) return false
  const launchers = processesOf(plan.launcher)
  await endAll(launchers, 30_000) // it ends the others first
  const left = Object.values(plan.commands).flatMap((command) => processesOf(command))
  await endAll(left)
  if (plan.engine && findEngine() === plan.engine) compose(plan.engine, folder, ['down', '--remove-orphans'])
  return launchers.length + left.length > 0 || plan.engine !== undefined
}
