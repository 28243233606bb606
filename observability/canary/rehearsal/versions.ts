// Versions of the service as processes, started again when they end by themselves, as an orchestrator does.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface Version {
  readonly name: string
  readonly port: number
  /** False if it did not say that it is ready in time. */
  readonly ready: () => Promise<boolean>
  /** SIGTERM, and the end. */
  readonly stop: () => Promise<void>
}

export interface Launch {
  /** Of the service. */
  readonly folder: string
  readonly name: string
  readonly port: number
  readonly databaseUrl: string
  readonly logs: string
  /** `kind:size` of faults.ts; none if undefined. */
  readonly fault?: string | undefined
}

const READY_MS = 30_000
const AGAIN_MS = 200
const FAULTS = fileURLToPath(
  new URL(`./faults${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

export function startVersion({ folder, name, port, databaseUrl, logs, fault }: Launch): Version {
  const preload = fault === undefined ? [] : ['--import', FAULTS]
  const args = [...preload, '--import', './src/platform/start.mjs', 'src/main.ts']
  const env = {
    ...environment(databaseUrl),
    PORT: String(port),
    SERVICE_VERSION: name,
    REHEARSED_FAULT: fault ?? '',
  }
  let stopped = false
  let child: ChildProcess
  const start = (): void => {
    const log = openSync(join(logs, `${name}.log`), 'a')
    child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', log, log] })
    closeSync(log)
    child.once('exit', () => {
      if (!stopped) setTimeout(() => stopped || start(), AGAIN_MS)
    })
  }
  start()
  return {
    name,
    port,
    async ready() {
      for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(100))
        if (await answers(`http://127.0.0.1:${port}/readyz`)) return true
      return false
    },
    async stop() {
      stopped = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** What the migrations of this folder do to the database; undefined if all is well, else the end of what they said. */
export function migrate(folder: string, databaseUrl: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/migrate.ts'], {
    cwd: folder,
    env: environment(databaseUrl),
    encoding: 'utf8',
  })
  return status === 0 ? undefined : messageIn(`${stdout}${stderr}`.trim().split('\n').at(-1) ?? '')
}

/** Of a log line, what went wrong; of anything else, all. */
function messageIn(line: string): string {
  try {
    return JSON.parse(line).err.message
  } catch {
    return line.slice(0, 500)
  }
}

function environment(databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    NODE_OPTIONS: '',
    DEPLOYMENT_ENVIRONMENT: 'rehearsal',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    LOG_FORMAT: 'json',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok
  } catch {
    return false
  }
}
