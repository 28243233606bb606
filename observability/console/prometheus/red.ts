// Rate, errors and duration of each route, from scraped counters.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { groupBy } from '../../group-by.ts'
import { type Sample, seriesKey } from './parse.ts'

export interface RouteRed {
  readonly method: string
  readonly route: string
  readonly requests: number
  /** Answers of 500 and above: what the service itself failed at. */
  readonly errors: number
  /** By status code, for those that occurred. */
  readonly statuses: Readonly<Record<string, number>>
  /** Seconds; undefined without requests. */
  readonly p50: number | undefined
  readonly p95: number | undefined
  readonly p99: number | undefined
}

export interface Bucket {
  readonly bound: number
  /** Requests up to and including the bound. */
  readonly count: number
}

/** @param before an earlier scrape to count from; without it, everything since the service started. */
export function red(samples: readonly Sample[], before: readonly Sample[] = []): RouteRed[] {
  const earlier = new Map(before.map((sample) => [seriesKey(sample), sample.value]))
  const grown = samples
    .filter(({ name }) => name.startsWith(METRICS.httpServerRequestDuration))
    .map((sample) => ({ ...sample, value: growth(sample.value, earlier.get(seriesKey(sample))) }))
  const routes = groupBy(grown, ({ labels }) => `${labels[LABELS.method]} ${labels[LABELS.route]}`)
  return [...routes.values()]
    .map(ofRoute)
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests || a.route.localeCompare(b.route))
}

/** A counter below its earlier value was reset by a restart: all of it is new. */
function growth(now: number, then = 0): number {
  return now >= then ? now - then : now
}

function ofRoute(samples: readonly Sample[]): RouteRed {
  const counts = samples.filter(({ name }) => name === `${METRICS.httpServerRequestDuration}_count`)
  const statuses = sumBy(counts, ({ labels }) => labels[LABELS.status] ?? '')
  const buckets = bucketsOf(samples)
  return {
    method: samples[0]?.labels[LABELS.method] ?? '',
    route: samples[0]?.labels[LABELS.route] ?? '',
    requests: counts.reduce((sum, { value }) => sum + value, 0),
    errors: counts.reduce(
      (sum, { labels, value }) => sum + (Number(labels[LABELS.status]) >= 500 ? value : 0),
      0,
    ),
    statuses: Object.fromEntries([...statuses].filter(([, value]) => value > 0).sort()),
    p50: quantile(0.5, buckets),
    p95: quantile(0.95, buckets),
    p99: quantile(0.99, buckets),
  }
}

function bucketsOf(samples: readonly Sample[]): Bucket[] {
  const inBuckets = samples.filter(({ name }) => name === `${METRICS.httpServerRequestDuration}_bucket`)
  const byBound = sumBy(inBuckets, ({ labels }) => labels.le ?? '')
  return [...byBound]
    .map(([le, count]) => ({ bound: Number(le.replace('+Inf', 'Infinity')), count }))
    .sort((a, b) => a.bound - b.bound)
}

/** As PromQL's histogram_quantile does: linear within the bucket, the last finite bound beyond it. */
export function quantile(q: number, buckets: readonly Bucket[]): number | undefined {
  const total = buckets.at(-1)?.count ?? 0
  if (total === 0) return undefined
  const rank = q * total
  const index = buckets.findIndex(({ count }) => count >= rank)
  const lower = buckets[index - 1] ?? { bound: 0, count: 0 }
  const { bound, count } = buckets[index] ?? { bound: Number.POSITIVE_INFINITY, count: total }
  if (bound === Number.POSITIVE_INFINITY) return lower.bound
  return lower.bound + ((bound - lower.bound) * (rank - lower.count)) / (count - lower.count)
}

function sumBy(samples: readonly Sample[], key: (sample: Sample) => string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const sample of samples) sums.set(key(sample), (sums.get(key(sample)) ?? 0) + sample.value)
  return sums
}
