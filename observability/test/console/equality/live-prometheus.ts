// A Prometheus that scrapes one target each second, and evaluates rules half a second late: whatever was scraped until
// then is in its storage, so that what it saw can be told afterwards.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../../ci/free-port.ts'
import type { Labels } from '../../../console/prometheus/parse.ts'
import type { Artefact } from '../../../slo/artefact.ts'

const READY_MS = 20_000

export interface LiveSeries {
  readonly labels: Labels
  /** Milliseconds since 1970, and value. */
  readonly points: readonly (readonly [at: number, value: number])[]
}

export interface LivePrometheus {
  readonly series: (selector: string) => Promise<LiveSeries[]>
  readonly stop: () => Promise<void>
}

export async function livePrometheus(
  program: string,
  target: string,
  rules: readonly Artefact[],
): Promise<LivePrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-live-'))
  for (const { path, text } of rules) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s', rule_query_offset: '500ms' },
    rule_files: rules.map(({ path }) => path),
    scrape_configs: [{ job_name: 'services', static_configs: [{ targets: [target] }] }],
  }
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const port = await freePort()
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const until = Date.now() + READY_MS; ; await sleep(50)) {
    const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined)
    if (answer?.ok) break
    if (Date.now() > until) {
      await stop()
      throw new Error('Prometheus did not become ready')
    }
  }
  return {
    async series(selector) {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(`${selector}[1h]`)}`
      const { data } = (await (await fetch(url)).json()) as Answer
      return data.result.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([at, value]) => [Math.round(at * 1_000), Number(value)]),
      }))
    },
    stop,
  }
}

interface Answer {
  readonly data: { readonly result: { metric: Labels; values: [number, string][] }[] }
}
