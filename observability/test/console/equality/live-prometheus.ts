// A Prometheus that scrapes one target each second, and evaluates rules half a second late: whatever was scraped until
// then is in its storage, so that what it saw can be told afterwards.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startPrometheus } from '../../../../ci/prometheus.ts'
import type { Labels } from '../../../console/prometheus/parse.ts'
import type { Artefact } from '../../../slo/artefact.ts'

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
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s', rule_query_offset: '500ms' },
    rule_files: rules.map(({ path }) => path),
    scrape_configs: [{ job_name: 'services', static_configs: [{ targets: [target] }] }],
  }
  const prepare = (folder: string) => {
    for (const { path, text } of rules) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  const { url, stop } = await startPrometheus({ path: program, configuration, prepare })
  return {
    async series(selector) {
      const asked = `${url}/api/v1/query?query=${encodeURIComponent(`${selector}[1h]`)}`
      const { data } = (await (await fetch(asked)).json()) as Answer
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
