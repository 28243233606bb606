// A real Prometheus on the loopback, with a past of its own and a live target.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'
import { INTERVAL_SECONDS } from './history.ts'

const READY_MS = 60_000
const STOP_MS = 20_000

export interface ServerOptions {
  path: string
  folder: string
  /** Blocks to begin with. */
  history: string
  targetPort: number
  evaluationSeconds: number
}

export interface Group {
  name: string
  lastEvaluation: string
  /** Seconds. */
  evaluationTime: number
  rules: EvaluatedRule[]
}

export interface EvaluatedRule {
  name: string
  query: string
  type: 'recording' | 'alerting'
  health: 'ok' | 'unknown' | 'err'
  lastError?: string
  state?: 'inactive' | 'pending' | 'firing'
}

export interface Answer {
  result: { value: [number, string] }[]
  stats: { samples: { totalQueryableSamples: number } }
}

export interface Server {
  pid: number
  /** None of these files, and nothing is evaluated. */
  load: (ruleFiles: string[]) => Promise<void>
  groups: () => Promise<Group[]>
  query: (expr: string) => Promise<Answer>
  stop: () => Promise<void>
}

export async function startPrometheus(options: ServerOptions): Promise<Server> {
  const { path, folder, history } = options
  const data = join(folder, 'data')
  const config = join(folder, 'prometheus.yml')
  cpSync(history, data, { recursive: true })
  const configure = (files: string[]) => writeFileSync(config, configuration(options, files))
  configure([])
  const port = await freePort()
  const child = spawn(
    path,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      // A tenth of it is the longest block: none here is merged or dropped while we measure.
      '--storage.tsdb.retention.time=31d',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const get = async <T>(place: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${place}`)
    if (!response.ok)
      throw new Error(`${place} was answered with ${response.status}: ${await response.text()}`)
    return ((await response.json()) as { data: T }).data
  }
  const server: Server = {
    pid: child.pid ?? 0,
    load: async (files) => {
      configure(files)
      const { status } = await fetch(`${url}/-/reload`, { method: 'POST' })
      if (status !== 200) throw new Error(`Prometheus did not take the rules: ${status}`)
    },
    groups: async () => (await get<{ groups: Group[] }>('rules')).groups,
    query: (expr) => get(`query?stats=all&query=${encodeURIComponent(expr)}`),
    stop: async () => {
      const forced = globalThis.setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      child.kill()
      await ended
      clearTimeout(forced)
    },
  }
  try {
    await ready(url, () => child.exitCode !== null)
    return server
  } catch (fault) {
    await server.stop()
    throw fault
  }
}

function configuration({ targetPort, evaluationSeconds }: ServerOptions, files: string[]): string {
  return JSON.stringify({
    global: { scrape_interval: `${INTERVAL_SECONDS}s`, evaluation_interval: `${evaluationSeconds}s` },
    rule_files: files,
    scrape_configs: [
      {
        job_name: 'target',
        honor_labels: true,
        static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }],
      },
    ],
  })
}

async function ready(url: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline && !hasEnded()) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.status === 200) return
    await setTimeout(100)
  }
  throw new Error('Prometheus did not become ready')
}
