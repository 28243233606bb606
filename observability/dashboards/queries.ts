// The questions that panels ask, as small functions over promql/build.ts. Grafana fills in what starts with `$`:
// `$__rate_interval` is long enough for a rate and covers the step, `$__range` is what the dashboard shows.
import { LABELS, METRICS } from '../conventions/index.ts'
import { bucket } from '../slo/compile/events.ts'
import {
  call,
  equal,
  group,
  infix,
  type Matcher,
  matches,
  over,
  selector,
  sum,
  sumBy,
} from '../slo/promql/build.ts'

/** Series of one service; its dashboards are filtered by further matchers. */
export interface Subject {
  readonly service: string
  readonly filters: readonly Matcher[]
}

export const SERVER = METRICS.httpServerRequestDuration
export const FAILED: Matcher = matches(LABELS.status, '5..')

export function of({ service, filters }: Subject, metric: string, extra: readonly Matcher[] = []): string {
  return selector(metric, [equal(LABELS.serviceName, service), ...filters, ...extra])
}

export const rate = (series: string): string => call('rate', over(series, '$__rate_interval'))
/** Over all that the dashboard shows. */
export const increase = (series: string): string => call('increase', over(series, '$__range'))

/** A share of what there is; nothing where there is nothing, and 0 where no bad series was born yet. */
export function share(bad: string, all: string): string {
  const some = group(infix('or', [bad, `0 * ${all}`]))
  return infix('/', [some, group(`${all} > 0`)])
}

export function quantile(q: number, buckets: string, by: readonly string[] = []): string {
  return call('histogram_quantile', q, sumBy([...by, 'le'], buckets))
}

/** Events of an objective, or of a service: all, and the bad ones among them. */
export interface Events {
  readonly all: readonly string[]
  readonly bad: readonly string[]
  /** Subtracted from `all`, they are the bad ones: for what is counted by being in time. */
  readonly good?: true
}

export type Counting = (series: string) => string

export function total({ all }: Events, by: readonly string[], counting: Counting): string {
  return added(all, by, counting)
}

export function bad({ all, bad: some, good }: Events, by: readonly string[], counting: Counting): string {
  const counted = added(some, by, counting)
  return good ? group(infix('-', [added(all, by, counting), counted])) : counted
}

/** Routes do not overlap, so the union of their series is what they come to together. */
function added(series: readonly string[], by: readonly string[], counting: Counting): string {
  const union = infix('or', series.map(counting))
  return by.length === 0 ? sum(union) : sumBy(by, union)
}

/**
 * Milliseconds since 1970 of the first (`min`) or last (`max`) step with a bad event. Half an event is none: sums of
 * floating point differ in their last digit.
 */
export function moment(which: 'min' | 'max', events: Events, by: readonly string[]): string {
  const counted = bad(events, by, (series) => call('increase', over(series, '$__rate_interval')))
  const steps = call('timestamp', `${counted} >= 0.5`)
  return `1000 * ${call(`${which}_over_time`, over(steps, '$__range:$__interval'))}`
}

export function failures(subject: Subject): Events {
  return { all: [of(subject, `${SERVER}_count`)], bad: [of(subject, `${SERVER}_count`, [FAILED])] }
}

/** Requests that took no longer than a bucket's bound. */
export const within = (subject: Subject, seconds: number, extra: readonly Matcher[] = []): string =>
  of(subject, `${SERVER}_bucket`, [...extra, bucket(seconds)])
