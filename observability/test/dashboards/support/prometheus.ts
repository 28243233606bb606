// A Prometheus that holds what a test gives it and scrapes nothing.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../../ci/free-port.ts'

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

export async function startPrometheus(programs: { prometheus: string; promtool: string }, samples: string) {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-prometheus-'))
  const at = (name: string) => join(folder, name)
  writeFileSync(at('samples.txt'), samples)
  writeFileSync(at('prometheus.yml'), 'global: {}\n')
  const fill = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', at('samples.txt'), at('data')]
  execFileSync(programs.promtool, fill, { stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  const flags = {
    'config.file': at('prometheus.yml'),
    'storage.tsdb.path': at('data'),
    'storage.tsdb.retention.time': '20y', // what the tests say is of a fixed day
    'web.listen-address': `127.0.0.1:${port}`,
    'log.level': 'error',
  }
  const options = Object.entries(flags).map(([name, value]) => `--${name}=${value}`)
  const child = spawn(programs.prometheus, options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const url = `http://127.0.0.1:${port}`
  if (!(await isReady(url, child))) throw new Error(`Prometheus did not start:\n${complaints}`)
  return {
    instant: (query, time) => ask(`${url}/api/v1/query`, { query, time }),
    range: (query, start, end, step) => ask(`${url}/api/v1/query_range`, { query, start, end, step }),
    async stop() {
      const ended = once(child, 'close')
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  } satisfies Prometheus
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

async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + 20_000; Date.now() < until && child.exitCode === null; await sleep(20)) {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (ready?.ok) return true
  }
  return false
}
