// A real Prometheus on the loopback, for tests and benchmarks: with what it is to scrape, or with a past of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const READY_MS = 60_000
const STOP_MS = 20_000

export interface PrometheusOptions {
  /** The program. */
  readonly path: string
  /** As in prometheus.yml. Paths are relative to the folder. */
  readonly configuration: object
  /** A free one unless given. */
  readonly port?: number
  /** Beside those for its folder and port, without the dashes. */
  readonly flags?: Readonly<Record<string, string>>
  /** Puts rule files into the folder, or blocks into `data` there. */
  readonly prepare?: (folder: string) => void
}

export interface RunningPrometheus {
  readonly url: string
  readonly pid: number
  /** Answers once the other configuration is loaded. */
  readonly configure: (configuration: object) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Answers once it is ready. Its folder goes with it. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const { path, configuration, port = await freePort(), flags = {}, prepare = () => {} } = options
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-prometheus-'))
  const file = join(folder, 'prometheus.yml')
  const write = (content: object) => writeFileSync(file, JSON.stringify(content)) // which is YAML
  write(configuration)
  prepare(folder)
  const all = {
    'config.file': file,
    'storage.tsdb.path': join(folder, 'data'),
    'web.listen-address': `127.0.0.1:${port}`,
    'log.level': 'error',
    ...flags,
  }
  const given = Object.entries(all).map(([name, value]) => `--${name}=${value}`)
  const child = spawn(path, ['--web.enable-lifecycle', ...given], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  ended.catch(() => {}) // told below: it does not get ready
  const url = `http://127.0.0.1:${port}`
  const server: RunningPrometheus = {
    url,
    pid: child.pid as number, // whoever has this has one that got ready
    async configure(content) {
      write(content)
      const { status } = await fetch(`${url}/-/reload`, { method: 'POST' })
      if (status !== 200) throw new Error(`Prometheus did not take the configuration: ${status}`)
    },
    async stop() {
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      child.kill()
      await ended.catch(() => {})
      clearTimeout(forced)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  if (await isReady(url, () => child.pid !== undefined && child.exitCode === null)) return server
  await server.stop()
  throw new Error(`${path} did not become ready`)
}

async function isReady(url: string, isAlive: () => boolean): Promise<boolean> {
  for (const until = Date.now() + READY_MS; Date.now() < until && isAlive(); await sleep(50)) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) return true
  }
  return false
}
