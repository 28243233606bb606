// Three quiet days before a test begins, so that alerts fire when theory says, which is for windows that are full. As
// Prometheus would have them: the service's own counters for the hours that are read raw, and what the rules recorded.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { METRICS } from '../../../observability/conventions/index.ts'
import { errorsOver, totalOver } from '../../../observability/slo/names.ts'
import { openMetrics, type Series } from '../../../observability/test/dashboards/support/openmetrics.ts'
import { programOf } from './world.ts'

const STEP = 60
const DAY = 86_400
const DAYS = 3 * DAY
/** Seconds of the raw counters, of which an hour is read and three are looked back to for births. */
const RAW = 4 * 3_600
/** What longer windows are summed from, and how far back. */
const RECORDED = { '5m': 300, '30m': 1_800, '1h': 3_600, '6h': 21_600, '1d': DAY } as const

export interface Past {
  readonly service: string
  readonly slos: readonly string[]
  readonly perSecond: number
  /** What its `/metrics` shows after some requests of the kind that the test sends, all of them well. */
  readonly exposition: string
  /** `host:port` it is scraped at. */
  readonly instance: string
}

/** Writes blocks into the data folder of a Prometheus that does not run. */
export function writeHistory(dataFolder: string, pasts: readonly Past[]): void {
  const start = Math.floor(Date.now() / 1000) - DAYS
  mkdirSync(dataFolder, { recursive: true })
  const file = join(dataFolder, 'history.txt')
  writeFileSync(file, openMetrics([...pasts.flatMap(recorded), ...pasts.flatMap(raw)], start, DAYS, STEP))
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, dataFolder]
  execFileSync(programOf('promtool'), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  rmSync(file)
}

function recorded({ service, slos, perSecond }: Past): Series[] {
  return slos.flatMap((slo) =>
    (Object.keys(RECORDED) as (keyof typeof RECORDED)[]).flatMap((window) => [
      { name: errorsOver(window), labels: { service, slo }, values: () => 0 },
      { name: totalOver(window), labels: { service, slo }, values: () => perSecond * RECORDED[window] },
    ]),
  )
}

/** Each series of the requests as it is, in proportion to how often the request was made. */
function raw({ exposition, instance, perSecond }: Past): Series[] {
  const name = METRICS.httpServerRequestDuration
  const lines = [...exposition.matchAll(new RegExp(`^(${name}_\\w+)\\{(.*)\\} (\\S+)$`, 'gm'))]
  const all = lines.filter(([, metric]) => metric === `${name}_count`)
  const total = all.reduce((sum, [, , , value]) => sum + Number(value), 0)
  return lines.map(([, metric = '', text = '', value]) => ({
    name: metric,
    labels: { ...labelsOf(text), instance, job: 'services' },
    values: (second) =>
      second < DAYS - RAW ? undefined : (perSecond * (second - DAYS + RAW) * Number(value)) / total,
  }))
}

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]),
  )
