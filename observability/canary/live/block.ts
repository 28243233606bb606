// What one version did between two moments, from its series. Pure; any block can be reckoned again at any time.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { groupBy } from '../../group-by.ts'
import type { Block } from '../samples.ts'
import { increase } from './increase.ts'
import type { Point, Series } from './prometheus.ts'

const REQUESTS = `${METRICS.httpServerRequestDuration}_count`
const BUCKETS = `${METRICS.httpServerRequestDuration}_bucket`
/** Of prom-client, which names them as Prometheus's own clients do. */
const STARTED = 'process_start_time_seconds'
const MEMORY = 'process_resident_memory_bytes'

/** All that is looked at but the buckets, of which only those of the objectives are. */
export const SCALARS = [
  REQUESTS,
  STARTED,
  MEMORY,
  METRICS.eventLoopUtilization,
  METRICS.dbPoolPending,
] as const
export { BUCKETS }

export interface Seen extends Block {
  /** Bytes that the largest instance holds; undefined if none says. */
  readonly memory: number | undefined
}

/** @param bounds of the latency objectives, in seconds as the policy writes them. */
export function blockOf(all: readonly Series[], from: number, to: number, bounds: readonly string[]): Seen {
  const instances = [...groupBy(all, ({ labels }) => labels.instance ?? '').values()]
  const each = instances.map((series) => instanceOf(series, from, to, bounds))
  const there = each.filter(({ scraped }) => scraped)
  const sum = (count: (of: Instance) => number) => there.reduce((total, of) => total + count(of), 0)
  const most = (value: (of: Instance) => number | undefined) => largest(there.map(value))
  const requests = sum((of) => of.requests)
  const restarts = sum((of) => of.restarts)
  const gap = gapOf(there, restarts)
  const saturation = Object.entries({
    event_loop: most((of) => of.eventLoop),
    pool: most((of) => of.waiting),
  })
  return {
    requests,
    errors: sum((of) => of.errors),
    slow: Object.fromEntries(bounds.map((bound) => [bound, sum((of) => of.slow[bound] ?? 0)])),
    saturation: Object.fromEntries(
      saturation.filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    restarts,
    ...(gap !== undefined && { gap }),
    memory: most((of) => of.memory),
  }
}

function gapOf(there: readonly Instance[], restarts: number): string | undefined {
  if (there.length === 0) return 'no instance was scraped'
  if (restarts > 0 || there.some(({ reset }) => reset))
    return 'an instance restarted, and what it counted last is lost'
  if (there.some(({ unknownStart }) => unknownStart)) return 'an instance was not scraped from the beginning'
  if (there.some(({ torn }) => torn)) return 'buckets and counts are of different scrapes'
  return undefined
}

interface Instance {
  readonly scraped: boolean
  readonly requests: number
  readonly errors: number
  readonly slow: Readonly<Record<string, number>>
  readonly restarts: number
  readonly reset: boolean
  readonly unknownStart: boolean
  /** More requests were within a bound than there were. */
  readonly torn: boolean
  readonly eventLoop: number | undefined
  readonly waiting: number | undefined
  readonly memory: number | undefined
}

function instanceOf(
  series: readonly Series[],
  from: number,
  to: number,
  bounds: readonly string[],
): Instance {
  const named = (name: string) => series.filter(({ labels }) => labels.__name__ === name)
  const [requests, buckets, starts] = [named(REQUESTS), named(BUCKETS), named(STARTED)]
  // Of an instance that was there before, a series that appears is one whose first event has come.
  const isKnown = series.some(({ points }) => points.some(([at]) => at <= from))
  const isNew = isKnown || starts.some(({ points }) => points.some(([, start]) => start > from))
  const grown = (of: readonly Series[]) => of.map((one) => increase(one, from, to, isNew))
  const sum = (of: readonly Series[]) => grown(of).reduce((total, { by }) => total + by, 0)
  const all = sum(requests)
  const inTime = bounds.map((bound) =>
    sum(buckets.filter(({ labels }) => Number(labels.le) === Number(bound))),
  )
  const average = (name: string) => mean(named(name).flatMap(({ points }) => valuesWithin(points, from, to)))
  return {
    scraped: series.some(({ points }) => valuesWithin(points, from, to).length > 0),
    requests: all,
    errors: sum(requests.filter(({ labels }) => Number(labels[LABELS.status]) >= 500)),
    slow: Object.fromEntries(bounds.map((bound, index) => [bound, Math.max(0, all - (inTime[index] ?? 0))])),
    restarts: starts.reduce((total, { points }) => total + changes(points, from, to), 0),
    reset: grown([...requests, ...buckets]).some(({ resets }) => resets > 0),
    unknownStart: grown([...requests, ...buckets]).some(({ unknownStart }) => unknownStart),
    torn: inTime.some((count) => count > all),
    eventLoop: average(METRICS.eventLoopUtilization),
    waiting: average(METRICS.dbPoolPending),
    memory: average(MEMORY),
  }
}

function valuesWithin(points: readonly Point[], from: number, to: number): number[] {
  return points.filter(([at]) => at > from && at <= to).map(([, value]) => value)
}

function changes(points: readonly Point[], from: number, to: number): number {
  const before = points.findLast(([at]) => at <= from)?.[1]
  const values = [...(before === undefined ? [] : [before]), ...valuesWithin(points, from, to)]
  return values.filter((value, index) => index > 0 && value !== values[index - 1]).length
}

const mean = (values: readonly number[]): number | undefined =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}
