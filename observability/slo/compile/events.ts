// How many events, and how many bad ones, a window held: PromQL for each kind of indicator. Every expression here
// yields one number without labels, and 0 where there is nothing: never NaN, never absent.
import { LABELS, METRICS } from '../../conventions/index.ts'
import type { EventIndicator, Query, RequestIndicator, Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import { call, equal, group, infix, type Matcher, matches, over, sum } from '../promql/build.ts'
import { type CounterTerm, counterTerms } from '../promql/counters.ts'
import { birthsOf, grown, orZero, written } from './births.ts'
import { ownSeries, SAMPLES } from './series.ts'

export interface Events {
  readonly errors: string
  readonly total: string
}

export function eventsOver(slo: Slo, window: Window): Events {
  const terms = termsOf(slo)
  return terms ? counted(terms, window) : looks(slo, window)
}

/** Vectors that are there as long as telemetry arrives. */
export function signsOfLife(slo: Slo): readonly string[] {
  if (slo.indicator.source === 'threshold') return [slo.indicator.query.text]
  const { total } = termsOf(slo) as Terms
  return isQuery(total) ? [asked(total, '5m')] : total.map(({ selector: each }) => written(each))
}

export type Counted = readonly CounterTerm[] | Query
export interface Terms {
  readonly bad: Counted
  readonly total: Counted
  /** Bad events are those of the total that are not among `bad`, which are the good ones. */
  readonly inverted?: boolean | undefined
}

/** What is counted; undefined where nothing is, but a value looked at. */
export function termsOf({ indicator, service }: Slo): Terms | undefined {
  if (indicator.source === 'threshold') return undefined
  return indicator.source === 'requests' ? requestTerms(indicator, service) : eventTerms(indicator)
}

function requestTerms({ routes, bad }: RequestIndicator, service: string): Terms {
  const which = matchersOf(routes)
  const of = (suffix: string, extra: readonly Matcher[] = []) =>
    which.map((matchers): CounterTerm => {
      const all = [equal(LABELS.serviceName, service), ...matchers, ...extra]
      return { sign: 1, selector: { metric: METRICS.httpServerRequestDuration + suffix, matchers: all } }
    })
  const total = of('_count')
  if ('failed' in bad) return { bad: of('_count', [matches(LABELS.status, '5..')]), total }
  return { bad: of('_bucket', [bucket(bad.slowerThanSeconds)]), total, inverted: true }
}

/** Prometheus 3 writes whole bounds as `1.0`, Prometheus 2 as they were exposed. */
export function bucket(seconds: number): Matcher {
  return Number.isInteger(seconds) ? matches('le', `${seconds}(\\.0)?`) : equal('le', `${seconds}`)
}

/** What picks the requests of each route: alternatives, of which `all` needs but an empty one. */
export function matchersOf(routes: RequestIndicator['routes']): Matcher[][] {
  if (routes === 'all') return [[]]
  return routes.map(({ method, route }) => [
    ...(method ? [equal(LABELS.method, method)] : []),
    equal(LABELS.route, route),
  ])
}

function eventTerms({ count, total }: EventIndicator): Terms {
  const known = (query: Query): Counted =>
    query.yields === 'delta' ? query : (counterTerms(query.text) ?? query)
  if ('bad' in count) return { bad: known(count.bad), total: known(total) }
  return { bad: known(count.good), total: known(total), inverted: true }
}

function counted({ bad, total, inverted }: Terms, window: Window): Events {
  const births = birthsOf({ bad, total, inverted }, window)
  const all = births?.total ?? number(total, window)
  const some = births?.bad ?? number(bad, window)
  return { errors: inverted ? call('clamp_min', infix('-', [all, some]), 0) : some, total: all }
}

export function isQuery(terms: Counted): terms is Query {
  return !Array.isArray(terms)
}

function number(terms: Counted, window: Window): string {
  if (isQuery(terms)) return group(orZero(sum(asked(terms, window))))
  const parts = terms.map(({ sign, selector: each }) => ({ sign, text: group(orZero(grown(each, window))) }))
  const [first, ...rest] = parts
  const text = [
    `${first?.sign === -1 ? '-' : ''}${first?.text}`,
    ...rest.map(({ sign, text }) => `${sign === 1 ? '+' : '-'} ${text}`),
  ].join('\n')
  return parts.length === 1 && first?.sign === 1 ? text : group(text)
}

/** A query that is not understood is asked as it stands, its windows filled in. An `irate` was read as a `rate`. */
function asked({ text, yields }: Query, window: Window): string {
  if (yields === 'delta') return call('sum_over_time', over(group(text), `${window}:`))
  const filled = text.replaceAll('{{.window}}', window)
  const perSecond = /\brate\s*\(/.test(text)
  return perSecond ? `${group(filled)} * ${WINDOWS[window]}` : filled
}

/** Each look at the value is an event, recorded as one by the rules. */
function looks(slo: Slo, window: Window): Events {
  const looked = (name: string) => orZero(sum(call('sum_over_time', over(ownSeries(slo, name), window))))
  return { errors: looked(SAMPLES.errors), total: looked(SAMPLES.total) }
}
