// Alerts about what the paved road itself brings, compiled for each stamped service from its tier's thresholds; and
// the alert that telemetry is absent, which every service gets, for silence looks like health to all the others.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { ALERTS, type AlertKind } from '../alerts.ts'
import type { Service, Slo } from '../model/model.ts'
import {
  LEAST_BAD_EVENTS,
  PLATFORM_HOLD_SECONDS,
  PLATFORM_THRESHOLDS,
  PLATFORM_WINDOW,
} from '../model/platform.ts'
import type { Severity } from '../model/tiers.ts'
import { dashboardUrl, runbookUrl } from '../names.ts'
import { call, equal, group, infix, type Matcher, over, selector, sum, sumBy } from '../promql/build.ts'
import { bucket, signsOfLife } from './events.ts'
import { percent } from './phrases.ts'
import type { Rule } from './rule.ts'

/** Of a whole service, not of one of its objectives. */
const NO_SLO = 'none'

/** Of a stamped service: no other has these metrics. */
export function platformAlerts(service: Service): Rule[] {
  return [
    telemetryAbsent(service),
    poolSaturated(service),
    databaseSlow(service),
    eventLoop(service),
    dependency(service),
  ]
}

function telemetryAbsent(service: Service): Rule {
  const requests = of(service, `${METRICS.httpServerRequestDuration}_count`)
  return alert(service, ALERTS.telemetryAbsent, call('absent', requests), {
    severity: 'page',
    summary: `${service.name} sends no telemetry`,
    description:
      'No instance has been scraped for five minutes: it is down, or nobody would see it if it were.',
  })
}

/** For objectives that are not over all requests of the service: a route or series that is not there would look well. */
export function queryAbsent(slo: Slo, service: Service): Rule[] {
  if (slo.indicator.source === 'requests' && slo.indicator.routes === 'all') return []
  const absent = infix(
    'and on ()', // absent() keeps the labels it asked for, which differ
    signsOfLife(slo).map((vector) => call('absent', vector)),
  )
  const rule = alert(service, ALERTS.telemetryAbsent, absent, {
    severity: 'page',
    summary: `${service.name} sends no telemetry that ${slo.name} could be read from`,
    description:
      'The total of the objective has had no series for five minutes: it cannot be known whether it is met.',
  })
  return [{ ...rule, labels: { ...slo.labels?.page, ...rule.labels, slo: slo.name, owner: slo.owner } }]
}

function poolSaturated(service: Service): Rule {
  const { poolWaiting } = PLATFORM_THRESHOLDS[service.tier]
  // On average: one scrape that finds nobody waiting says nothing of the seconds around it.
  const waiting = call(
    'max',
    call('avg_over_time', over(of(service, METRICS.dbPoolPending), PLATFORM_WINDOW)),
  )
  return alert(service, ALERTS.poolSaturated, `${waiting} > ${poolWaiting}`, {
    summary: `Requests of ${service.name} wait for a database connection`,
    description: `{{ printf "%.1f" $value }} wait in one instance on average; it is more than ${poolWaiting} for five minutes now.`,
  })
}

function databaseSlow(service: Service): Rule {
  const { slowQuerySeconds, slowQueryShare } = PLATFORM_THRESHOLDS[service.tier]
  const grown = (suffix: string, extra: readonly Matcher[] = []) =>
    sum(
      call('increase', over(of(service, METRICS.dbClientOperationDuration + suffix, extra), PLATFORM_WINDOW)),
    )
  const all = grown('_count')
  const slow = group(infix('-', [all, grown('_bucket', [bucket(slowQuerySeconds)])]))
  return alert(service, ALERTS.databaseSlow, shareAbove(slow, all, slowQueryShare), {
    summary: `Queries of ${service.name} are slow`,
    description: `More than ${percent(slowQueryShare)} of them took longer than ${slowQuerySeconds} s for five minutes.`,
  })
}

function eventLoop(service: Service): Rule {
  const { eventLoopBusy } = PLATFORM_THRESHOLDS[service.tier]
  const busiest = call('max', of(service, METRICS.eventLoopUtilization))
  return alert(service, ALERTS.eventLoopSaturated, `${busiest} > ${eventLoopBusy}`, {
    summary: `The event loop of ${service.name} is busy`,
    description: `One instance spends {{ $value | humanizePercentage }} of its time in JavaScript: all requests queue behind it.`,
  })
}

function dependency(service: Service): Rule {
  const { dependencyErrors } = PLATFORM_THRESHOLDS[service.tier]
  const calls = (extra: readonly Matcher[] = []) => {
    const series = of(service, `${METRICS.httpClientRequestDuration}_count`, extra)
    return sumBy([LABELS.serverAddress], call('increase', over(series, PLATFORM_WINDOW)))
  }
  const failed = calls([{ label: LABELS.errorType, op: '!=', value: '' }])
  return alert(service, ALERTS.dependencyFailing, shareAbove(failed, calls(), dependencyErrors), {
    summary: `Calls of ${service.name} to {{ $labels.${LABELS.serverAddress} }} fail`,
    description: `More than ${percent(dependencyErrors)} of them failed for five minutes.`,
  })
}

function shareAbove(bad: string, all: string, share: number): string {
  return infix('and', [`${bad} > ${share} * ${all}`, `${call('round', bad)} >= ${LEAST_BAD_EVENTS}`])
}

interface Said {
  readonly severity?: Severity
  readonly summary: string
  readonly description: string
}

function alert(
  service: Service,
  kind: AlertKind,
  expr: string,
  { severity = 'ticket', ...said }: Said,
): Rule {
  return {
    alert: kind.name,
    expr,
    for: `${PLATFORM_HOLD_SECONDS / 60}m`,
    labels: { severity, slo: NO_SLO, service: service.name, owner: service.owner },
    annotations: {
      ...said,
      runbook_url: runbookUrl(service, kind),
      dashboard_url: dashboardUrl(service, service.stamped ? 'overview' : 'objectives'),
    },
  }
}

function of({ name }: Service, metric: string, extra: readonly Matcher[] = []): string {
  return selector(metric, [equal(LABELS.serviceName, name), ...extra])
}
