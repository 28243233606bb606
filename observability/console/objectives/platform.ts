// The conditions of slo/compile/platform-alerts.ts, without PromQL.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { groupBy } from '../../group-by.ts'
import { ALERTS } from '../../slo/alerts.ts'
import { bucket } from '../../slo/compile/events.ts'
import { platformAlerts } from '../../slo/compile/platform-alerts.ts'
import type { Rule } from '../../slo/compile/rule.ts'
import type { Service } from '../../slo/model/model.ts'
import { WINDOWS } from '../../slo/model/periods.ts'
import { LEAST_BAD_EVENTS, PLATFORM_THRESHOLDS, PLATFORM_WINDOW } from '../../slo/model/platform.ts'
import { equal, type Matcher } from '../../slo/promql/build.ts'
import { increase } from '../prometheus/increase.ts'
import type { Labels } from '../prometheus/parse.ts'
import type { Samples } from '../prometheus/samples.ts'
import type { Series } from '../prometheus/series.ts'
import { sumOf } from '../prometheus/sum.ts'
import type { AlertRule, Found } from './alerts.ts'
import { round } from './round.ts'

const WINDOW_MS = WINDOWS[PLATFORM_WINDOW] * 1_000

/** All that the conditions here, and the pictures of requests, are made from. */
const WATCHED = new Set<string>([
  ...[
    METRICS.httpServerRequestDuration,
    METRICS.httpClientRequestDuration,
    METRICS.dbClientOperationDuration,
  ].flatMap((name) => [`${name}_count`, `${name}_bucket`]),
  METRICS.dbPoolPending,
  METRICS.eventLoopUtilization,
])

export const isPlatformMetric = (metric: string): boolean => WATCHED.has(metric)

export function platformRules(service: Service, samples: Samples): AlertRule[] {
  if (!service.stamped) return []
  const limits = PLATFORM_THRESHOLDS[service.tier]
  const of = (metric: string, ...extra: readonly Matcher[]) =>
    samples.select({ metric, matchers: [equal(LABELS.serviceName, service.name), ...extra] })
  const grown = (series: readonly Series[], now: number) =>
    sumOf(series.map((each) => increase(each, now, WINDOW_MS)))
  const conditions: Readonly<Record<string, AlertRule['find']>> = {
    [ALERTS.telemetryAbsent.name]: (now) => {
      const there = of(`${METRICS.httpServerRequestDuration}_count`).some((each) => each.isThereAt(now))
      return there ? [] : [{ labels: { [LABELS.serviceName]: service.name }, value: 1 }]
    },
    [ALERTS.poolSaturated.name]: (now) =>
      above(largest(of(METRICS.dbPoolPending).map((each) => average(each, now))), limits.poolWaiting),
    [ALERTS.databaseSlow.name]: (now) => {
      const name = METRICS.dbClientOperationDuration
      const all = grown(of(`${name}_count`), now)
      const quick = grown(of(`${name}_bucket`, bucket(limits.slowQuerySeconds)), now)
      if (all === undefined || quick === undefined) return []
      return shareAbove(all - quick, all, limits.slowQueryShare)
    },
    [ALERTS.eventLoopSaturated.name]: (now) =>
      above(largest(of(METRICS.eventLoopUtilization).map((each) => each.valueAt(now))), limits.eventLoopBusy),
    [ALERTS.dependencyFailing.name]: (now) => {
      const calls = of(`${METRICS.httpClientRequestDuration}_count`)
      const byAddress = groupBy(calls, ({ labels }) => labels[LABELS.serverAddress] ?? '')
      return [...byAddress].flatMap(([address, series]) => {
        const failed = series.filter(({ labels }) => labels[LABELS.errorType] !== undefined)
        const [bad, all] = [grown(failed, now), grown(series, now)]
        const labels: Labels = address === '' ? {} : { [LABELS.serverAddress]: address }
        return bad === undefined || all === undefined
          ? []
          : shareAbove(bad, all, limits.dependencyErrors, labels)
      })
    },
  }
  return platformAlerts(service).map((rule) => ({ rule, find: conditionOf(rule, conditions) }))
}

function conditionOf({ alert = '' }: Rule, conditions: Readonly<Record<string, AlertRule['find']>>) {
  const found = conditions[alert]
  if (!found) throw new Error(`no condition is known for ${alert}`)
  return found
}

function above(value: number | undefined, limit: number): Found[] {
  return value !== undefined && value > limit ? [{ labels: {}, value }] : []
}

function shareAbove(bad: number, all: number, share: number, labels: Labels = {}): Found[] {
  return bad > share * all && round(bad) >= LEAST_BAD_EVENTS ? [{ labels, value: bad }] : []
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined && !Number.isNaN(value)) as number[]
  return known.length > 0 ? Math.max(...known) : undefined
}

/** `avg_over_time`: of the samples, however long each lasted. */
function average(series: Series, now: number): number | undefined {
  const values: number[] = []
  for (const [from, to] of series.within(now - WINDOW_MS, now)) {
    for (let index = from; index <= to; index += 1) values.push(series.valueOf(index))
  }
  const sum = sumOf(values)
  return sum === undefined ? undefined : sum / values.length
}
