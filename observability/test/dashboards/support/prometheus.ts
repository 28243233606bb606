// A Prometheus that holds what a test gives it and scrapes nothing.

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPrometheus } from '../../../../ci/prometheus.ts'

export interface Sample {
  metric: Record<string, string>
  /** Seconds since 1970 and value; one pair, or one a step. */
  points: [number, number][]
}

export interface Prometheus {
  instant: (query: string, time: number) => Promise<Sample[]>
  range: (query: string, start: number, end: number, step: number) => Promise<Sample[]>
  stop: () => Promise<void>
}

export async function prometheusWith(
  programs: { prometheus: string; promtool: string },
  samples: string,
): Promise<Prometheus> {
  const prepare = (folder: string) => {
    const [file, data] = [join(folder, 'samples.txt'), join(folder, 'data')]
    writeFileSync(file, samples)
    const fill = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, data]
    execFileSync(programs.promtool, fill, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const flags = { 'storage.tsdb.retention.time': '20y' } // what the tests say is of a fixed day
  const { url, stop } = await startPrometheus({
    path: programs.prometheus,
    configuration: {},
    flags,
    prepare,
  })
  return {
    instant: (query, time) => ask(`${url}/api/v1/query`, { query, time }),
    range: (query, start, end, step) => ask(`${url}/api/v1/query_range`, { query, start, end, step }),
    stop,
  }
}

async function ask(url: string, parameters: Record<string, string | number>): Promise<Sample[]> {
  const body = new URLSearchParams(
    Object.entries(parameters).map(([key, value]): [string, string] => [key, String(value)]),
  )
  const { data, error } = (await (await fetch(url, { method: 'POST', body })).json()) as Answer
  if (error) throw new Error(`${error}: ${parameters.query}`)
  return data.result.map(({ metric, value, values = [] }) => ({
    metric,
    points: (value ? [value] : values).map(([time, text]) => [time, Number(text)]),
  }))
}

interface Answer {
  error?: string
  data: { result: { metric: Sample['metric']; value?: [number, string]; values?: [number, string][] }[] }
}
