// A real Prometheus on the loopback, with a past of its own and a live target.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { startPrometheus } from '../../prometheus.ts'
import { INTERVAL_SECONDS } from './history.ts'

export interface ServerOptions {
  path: string
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

export async function startServer(options: ServerOptions): Promise<Server> {
  const { path, history } = options
  const { url, pid, configure, stop } = await startPrometheus({
    path,
    configuration: configuration(options, []),
    prepare: (folder) => cpSync(history, join(folder, 'data'), { recursive: true }),
    // A tenth of it is the longest block: none here is merged or dropped while we measure.
    flags: { 'storage.tsdb.retention.time': '31d' },
  })
  const get = async <T>(place: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${place}`)
    if (!response.ok)
      throw new Error(`${place} was answered with ${response.status}: ${await response.text()}`)
    return ((await response.json()) as { data: T }).data
  }
  return {
    pid,
    load: (files) => configure(configuration(options, files)),
    groups: async () => (await get<{ groups: Group[] }>('rules')).groups,
    query: (expr) => get(`query?stats=all&query=${encodeURIComponent(expr)}`),
    stop,
  }
}

function configuration({ targetPort, evaluationSeconds }: ServerOptions, files: string[]): object {
  return {
    global: { scrape_interval: `${INTERVAL_SECONDS}s`, evaluation_interval: `${evaluationSeconds}s` },
    rule_files: files,
    scrape_configs: [
      {
        job_name: 'target',
        honor_labels: true,
        static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }],
      },
    ],
  }
}
