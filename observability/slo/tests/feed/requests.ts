// Requests of a stamped service: the series that its HTTP histogram has.
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from '../../../conventions/index.ts'
import type { RequestIndicator, Route } from '../../model/model.ts'
import { type Labels, metric } from '../promtool.ts'
import type { Feed, Member } from './feed.ts'

const COUNT = `${METRICS.httpServerRequestDuration}_count`
const BUCKET = `${METRICS.httpServerRequestDuration}_bucket`

export function requestFeed({ routes, bad }: RequestIndicator, service: string): Feed {
  const asked: readonly Route[] = routes === 'all' ? [{ route: '/' }] : routes
  const own = asked.map(({ method = 'GET', route }) => ({
    [LABELS.serviceName]: service,
    [LABELS.method]: method,
    [LABELS.route]: route,
  }))
  const first = own[0] as Labels
  const foreign = [
    { ...first, [LABELS.serviceName]: `not-${service}` },
    ...(routes === 'all' ? [] : [{ ...first, [LABELS.route]: '/not/asked/for' }]),
    ...(asked[0]?.method ? [{ ...first, [LABELS.method]: 'NOT-ASKED-FOR' }] : []),
  ]
  const noise = foreign.map((labels) => metric(COUNT, { ...labels, [LABELS.status]: '500' }))
  const last = own.at(-1) as Labels
  const members = 'failed' in bad ? answered(first, last) : timed(first, last, bad.slowerThanSeconds)
  // A histogram brings its bucket of good events along.
  return { members, instance: 'instance', noise, births: 'failed' in bad && asked.length === 1 }
}

/** A caller's mistake is a good answer. Good requests are of the first route, bad ones of the last. */
function answered(first: Labels, last: Labels): Member[] {
  return [
    { name: COUNT, labels: { ...first, [LABELS.status]: '404' }, good: 1, bad: 0, late: false },
    { name: COUNT, labels: { ...last, [LABELS.status]: '503' }, good: 0, bad: 1, late: true },
  ]
}

/** Good requests take just less than the bound and bad ones just more: they differ in that one bucket. */
function timed(first: Labels, last: Labels, seconds: number): Member[] {
  const bounds: readonly number[] = LATENCY_BOUNDS_SECONDS
  const at = bounds.indexOf(seconds)
  const near = bounds.slice(Math.max(0, at - 1), at + 2)
  const histogram = (labels: Labels, kind: 'good' | 'bad'): Member[] => {
    const status = kind === 'good' ? '200' : '201'
    const member = (name: string, own: Labels, counts: boolean): Member => ({
      name,
      labels: { ...labels, [LABELS.status]: status, ...own },
      good: kind === 'good' && counts ? 1 : 0,
      bad: kind === 'bad' && counts ? 1 : 0,
      late: kind === 'bad',
    })
    return [
      ...near.map((le) => member(BUCKET, { le: String(le) }, kind === 'good' ? le >= seconds : le > seconds)),
      member(BUCKET, { le: '+Inf' }, true),
      member(COUNT, {}, true),
    ]
  }
  return [...histogram(first, 'good'), ...histogram(last, 'bad')]
}
