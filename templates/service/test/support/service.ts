// Owner: paved-road
// The service as its users meet it: a process of its own, reached over HTTP, on a database of the test's own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDatabase, type TestDatabase } from './database.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export type LogLine = Record<string, unknown> & { msg: string }

export interface Service {
  url: string
  database: TestDatabase
  process: ChildProcess
  logs: LogLine[]
  stderr: () => string
  /** The first log line that fits; waits up to two seconds for it. */
  log: (fits: (line: LogLine) => boolean) => Promise<LogLine>
  /** SIGTERM, if it was not sent already, then the exit code. */
  stop: () => Promise<number | null>
}

/** What a test may put in before the service starts: a module to load, tables to make. */
interface Extra {
  preload: string
  tables: string
}

/** Starts the service on a database of its own. The variables given come over those of a test. */
export async function startService(env: Record<string, string> = {}, extra?: Extra): Promise<Service> {
  const database = await createDatabase()
  if (extra) await database.query(extra.tables)
  const imports = [...(extra ? [extra.preload] : []), './src/platform/start.mjs']
  const args = [...imports.flatMap((path) => ['--import', path]), 'src/main.ts']
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      LOG_FORMAT: 'json',
      SHUTDOWN_DRAIN_MS: '0',
      OTEL_TRACES_EXPORTER: 'none',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const logs: LogLine[] = []
  let stderr = ''
  createInterface({ input: child.stdout }).on('line', (line) => logs.push(JSON.parse(line)))
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = once(child, 'close') // and all that it wrote was read

  const log: Service['log'] = async (fits) => {
    for (const until = Date.now() + 2000; Date.now() < until; await sleep(5)) {
      const line = logs.find(fits)
      if (line) return line
    }
    throw new Error(
      `no such log line among:\n${logs.map((line) => JSON.stringify(line)).join('\n')}\n${stderr}`,
    )
  }
  const stop = async () => {
    if (!child.killed) child.kill('SIGTERM')
    const [code] = await ended
    await database.drop()
    return code as number | null
  }
  for (const until = Date.now() + 20_000; Date.now() < until && child.exitCode === null; await sleep(10)) {
    const listening = logs.find(({ msg }) => msg === 'listening')
    if (listening) {
      return { url: String(listening.url), database, process: child, logs, stderr: () => stderr, log, stop }
    }
  }
  await stop()
  throw new Error(
    `the service did not start:\n${logs.map((line) => JSON.stringify(line)).join('\n')}\n${stderr}`,
  )
}

/** A request with a JSON body. */
export const json = (body: unknown, method = 'POST'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
