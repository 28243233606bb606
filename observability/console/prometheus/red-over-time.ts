// Rate, errors and duration of each route of one service over the last minutes, from its raw samples.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { groupBy } from '../../group-by.ts'
import { equal } from '../../slo/promql/build.ts'
import type { Red, RedView, RouteView } from '../contract.ts'
import { growth } from './growth.ts'
import { type Bucket, quantile } from './red.ts'
import type { Samples } from './samples.ts'
import type { Series } from './series.ts'

const MOST_POINTS = 60
const MOST_EXEMPLARS = 50
const TRACE_ID = /^[0-9a-f]{32}$/

/** One series, and how it grew between the edges. */
interface Grown {
  readonly series: Series
  readonly counts: readonly number[]
  readonly samples: readonly number[]
}

/** What a route, or a whole service, was asked: one number a stretch, or the sum of them. */
interface Asked {
  readonly requests: readonly number[]
  readonly errors: readonly number[]
  readonly buckets: readonly (readonly Bucket[])[]
  /** Where nothing was scraped, nothing is known. */
  readonly known: readonly boolean[]
}

/** Instants `stepMs` apart, the last not after `now`; of round times, so that a picture moves point by point. */
export function edgesOf(now: number, lengthMs: number, stepMs: number): number[] {
  const last = Math.floor(now / stepMs) * stepMs
  const count = Math.round(lengthMs / stepMs)
  return Array.from({ length: count + 1 }, (_, index) => last - (count - index) * stepMs)
}

/** So many points that a line is smooth, and in each at least three scrapes. */
export function stepFor(lengthMs: number, scrapeMs: number): number {
  return Math.max(15_000, 3 * scrapeMs, lengthMs / MOST_POINTS)
}

export class RedOverTime {
  readonly #grown: readonly Grown[]
  /** The last stretch is the one that is not over: it counts in totals and is no point of a picture yet. */
  readonly #edges: readonly number[]

  constructor(samples: Samples, service: string, { edges, now }: { edges: readonly number[]; now: number }) {
    const named = equal(LABELS.serviceName, service)
    this.#edges = [...edges, now]
    this.#grown = ['_count', '_bucket']
      .flatMap((suffix) =>
        samples.select({ metric: METRICS.httpServerRequestDuration + suffix, matchers: [named] }),
      )
      .map((series) => ({ series, ...growth(series, this.#edges) }))
  }

  /** Of all routes together, over the whole stretch; null where nothing was scraped. */
  total(sinceMs: number): Red | null {
    if (this.#grown.length === 0) return null
    return this.#red(this.#asked(this.#grown), sinceMs)
  }

  /** Requests a second, one a stretch. */
  rates(): (number | null)[] {
    const { requests, known } = this.#asked(this.#grown)
    return points(requests, (count, index) => (known[index] ? count / this.#seconds : null))
  }

  view(service: string, sinceMs: number): RedView {
    const routes = groupBy(
      this.#grown,
      ({ series: { labels } }) => `${labels[LABELS.method] ?? ''} ${labels[LABELS.route] ?? ''}`,
    )
    return {
      service,
      times: this.#edges.slice(1, -1),
      routes: [...routes.values()]
        .map((grown) => this.#route(grown, sinceMs))
        .filter(({ requests }) => requests > 0)
        .sort((a, b) => b.requests - a.requests || (a.route < b.route ? -1 : 1)),
    }
  }

  get #seconds(): number {
    const [first = 0, second = 0] = this.#edges
    return (second - first) / 1_000
  }

  #route(grown: readonly Grown[], sinceMs: number): RouteView {
    const asked = this.#asked(grown)
    const labels = grown[0]?.series.labels ?? {}
    const percentile = (q: number) => points(asked.buckets, (buckets) => quantile(q, buckets) ?? null)
    return {
      method: labels[LABELS.method] ?? '',
      route: labels[LABELS.route] ?? '',
      requests: sum(asked.requests),
      errors: sum(asked.errors),
      total: this.#red(asked, sinceMs),
      rate: points(asked.requests, (count, index) => (asked.known[index] ? count / this.#seconds : null)),
      errorShare: points(asked.requests, (count, index) =>
        count > 0 ? (asked.errors[index] as number) / count : null,
      ),
      p50: percentile(0.5),
      p95: percentile(0.95),
      p99: percentile(0.99),
      exemplars: exemplarsOf(grown, this.#edges[0] ?? 0),
    }
  }

  #asked(grown: readonly Grown[]): Asked {
    const [buckets, counts] = [true, false].map((wanted) =>
      grown.filter(({ series }) => series.metric.endsWith('_bucket') === wanted),
    ) as [Grown[], Grown[]]
    const stretches = Array.from({ length: this.#edges.length - 1 }, (_, index) => index)
    const failed = counts.filter(({ series }) => Number(series.labels[LABELS.status]) >= 500)
    const byBound = groupBy(buckets, ({ series }) => series.labels.le ?? '')
    const bounds = [...byBound]
      .map(([le, of]) => ({ bound: Number(le.replace('+Inf', 'Infinity')), of }))
      .sort((a, b) => a.bound - b.bound)
    const at = (of: readonly Grown[], index: number) => sum(of.map(({ counts }) => counts[index] as number))
    return {
      requests: stretches.map((index) => at(counts, index)),
      errors: stretches.map((index) => at(failed, index)),
      buckets: stretches.map((index) => bounds.map(({ bound, of }) => ({ bound, count: at(of, index) }))),
      known: stretches.map((index) => counts.some(({ samples }) => (samples[index] as number) > 0)),
    }
  }

  /** `sinceMs`: when the service was first scraped, which may be within the stretch. */
  #red({ requests, errors, buckets }: Asked, sinceMs: number): Red {
    const [begin = 0, end = 0] = [this.#edges[0], this.#edges.at(-1)]
    const seconds = Math.max(1, (end - Math.max(begin, sinceMs)) / 1_000)
    const all = sum(requests)
    const overall = (buckets[0] ?? []).map(({ bound }, index) => ({
      bound,
      count: sum(buckets.map((each) => each[index]?.count ?? 0)),
    }))
    return {
      rate: all / seconds,
      errorShare: all > 0 ? sum(errors) / all : 0,
      p50: quantile(0.5, overall) ?? null,
      p95: quantile(0.95, overall) ?? null,
      p99: quantile(0.99, overall) ?? null,
    }
  }
}

function points<T>(stretches: readonly T[], of: (stretch: T, index: number) => number | null) {
  return stretches.slice(0, -1).map(of)
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

/** The newest; whether their traces are held is for others to say. */
function exemplarsOf(grown: readonly Grown[], since: number): RouteView['exemplars'] {
  return grown
    .flatMap(({ series }) => series.exemplars)
    .map(({ at, timestamp, value, labels }) => ({
      at: timestamp === undefined ? at : Math.round(timestamp * 1_000),
      seconds: value,
      traceId: labels.trace_id ?? '',
      held: false,
    }))
    .filter(({ at, traceId }) => at > since && TRACE_ID.test(traceId))
    .sort((a, b) => b.at - a.at)
    .slice(0, MOST_EXEMPLARS)
}
