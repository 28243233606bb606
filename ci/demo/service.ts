// Runs the service as its own process and listens to what it logs.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { withoutForeign } from '../environment.ts'
import { StageError } from './stages.ts'

export type LogLine = Readonly<Record<string, unknown>>

export interface Service {
  readonly name: string
  readonly url: string
  readonly databaseUrl: string
  readonly log: readonly LogLine[]
  /** Settles when the process has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>
}

export interface ServiceOptions {
  readonly dir: string
  readonly otlpUrl: string
  readonly port: number
  /** Given the way to stop it as soon as there is something to stop. */
  readonly onSpawn: (stop: () => Promise<void>) => void
}

const READY_MS = 60_000
const STOP_MS = 20_000

/** What the service's own `npm start` gives to node: run directly, so that signals reach it and not npm. */
function startArguments(dir: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
  return scripts.start.split(' ').slice(1)
}

export async function startService({ dir, otlpUrl, port, onSpawn }: ServiceOptions): Promise<Service> {
  const pinned = join(dir, 'node_modules', '.bin', 'node')
  const child = spawn(existsSync(pinned) ? pinned : process.execPath, startArguments(dir), {
    cwd: dir,
    // A group of its own: Ctrl-C reaches the demo, which then stops the service once and in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(otlpUrl, port),
  })
  const ended = new Promise<number | string>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown'))
  })
  onSpawn(() => stop(child, ended))
  const log: LogLine[] = []
  const other: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = parse(line)
    if (parsed) log.push(parsed)
    else other.push(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => other.push(line))
  try {
    const url = await listening(child, log)
    const { name } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'))
    const databaseUrl = readFileSync(join(dir, '.data', 'database-url'), 'utf8').trim()
    return { name, url, databaseUrl, log, ended }
  } catch (cause) {
    const last = [...other, ...log.map((line) => JSON.stringify(line))].slice(-8).join('\n')
    throw new StageError('start', dir, (cause as Error).message, `see what it said:\n${last}`, cause)
  }
}

export async function freePort(wanted: number): Promise<number> {
  const free = await new Promise<boolean>((answer) => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(wanted, '127.0.0.1', () => server.close(() => answer(true)))
  })
  return free ? wanted : 0
}

function environment(otlpUrl: string, port: number): NodeJS.ProcessEnv {
  // Nor are the settings of the npm that runs us the service's.
  const own = Object.entries(withoutForeign(process.env)).filter(([name]) => !/^(npm_|NODE_ENV$)/i.test(name))
  return {
    ...Object.fromEntries(own),
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_FORMAT: 'json',
    SHUTDOWN_DRAIN_MS: '0', // nobody but the demo calls it
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_BSP_SCHEDULE_DELAY: '200', // milliseconds between exports instead of five seconds: somebody watches
    OTEL_BLRP_SCHEDULE_DELAY: '200',
  }
}

async function listening(child: ChildProcess, log: readonly LogLine[]): Promise<string> {
  let failed: Error | undefined
  child.once('error', (error) => {
    failed = error
  })
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(20)) {
    const line = log.find(({ msg }) => msg === 'listening')
    if (line) return String(line.url)
    if (failed) throw failed
    if (child.exitCode !== null || child.signalCode) {
      throw new Error(`the service ended with ${child.exitCode ?? child.signalCode} before it listened`)
    }
  }
  throw new Error(`the service did not listen within ${READY_MS / 1000} s`)
}

/** Once and in order: a second signal would make it leave its database behind. */
async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined || !child.kill('SIGTERM')) return
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(late)
}

function parse(line: string): LogLine | undefined {
  try {
    const value = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
