// The alerts about what the paved road itself brings: each fires when its fault has lasted, is silent in health that
// is only just good enough, and goes when the fault does. Seen each minute.
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from '../../conventions/index.ts'
import { ALERTS, type AlertKind } from '../alerts.ts'
import type { Artefact } from '../artefact.ts'
import type { Service } from '../model/model.ts'
import { LEAST_BAD_EVENTS, PLATFORM_HOLD_SECONDS, PLATFORM_THRESHOLDS } from '../model/platform.ts'
import { type Severity, tidy } from '../model/tiers.ts'
import { FILES } from '../names.ts'
import type { Counters } from './feed/feed.ts'
import {
  type Check,
  fires,
  type InputSeries,
  type Labels,
  metric,
  quiet,
  type Scenario,
  silent,
  written,
} from './promtool.ts'
import { mix, plenty, type Stretch, seriesOf } from './timeline.ts'

const HOLD = PLATFORM_HOLD_SECONDS / 60
/** Minutes of each part of a history: health, fault, health. */
const PART = 2 * HOLD + 2
/** Rates are taken over this many minutes; Prometheus 3 sees one less of them. */
const RATE = 5
const NEAR = 0.02

const BUCKET = `${METRICS.dbClientOperationDuration}_bucket`
const COUNT = `${METRICS.dbClientOperationDuration}_count`
const CALLS = `${METRICS.httpClientRequestDuration}_count`

export function platformTest(service: Service): Artefact {
  return written({
    path: FILES.platformTest(service.name),
    rules: FILES.platformRules(service.name),
    about: ['What the paved road itself brings, minute by minute.'],
    evaluationMinutes: 1,
    scenarios: [
      telemetryAbsent(service),
      ...poolSaturated(service),
      ...eventLoopSaturated(service),
      ...databaseSlow(service),
      ...dependencyFailing(service),
    ],
  })
}

function telemetryAbsent(service: Service): Scenario {
  const series = metric(`${METRICS.httpServerRequestDuration}_count`, of(service))
  const other = metric(`${METRICS.httpServerRequestDuration}_count`, { [LABELS.serviceName]: 'another' })
  const gone = PART + 1
  const labels = alertLabels(service, ALERTS.telemetryAbsent, {
    severity: 'page',
    extra: of(service),
  })
  return {
    name: 'no telemetry',
    interval: '1m',
    input_series: [
      { series, values: `0+1x${PART} stale _x${PART - 1} 0+1x3` },
      { series: other, values: `0+1x${3 * PART}` },
    ],
    promql_expr_test: [
      silent(meant(labels), gone + HOLD - 1),
      fires(labels, gone + HOLD, meant(labels)),
      fires(labels, 2 * PART, meant(labels)),
      quiet(meant(labels), 2 * PART + 1),
    ],
  }
}

function poolSaturated(service: Service): Scenario[] {
  const { poolWaiting } = PLATFORM_THRESHOLDS[service.tier]
  const labels = alertLabels(service, ALERTS.poolSaturated)
  const waiting = (values: string) => [{ series: metric(METRICS.dbPoolPending, of(service)), values }]
  // An average: so many that a single sample of them lifts it above its limit.
  const fault = (RATE + 1) * (poolWaiting + 1)
  const near = tidy(poolWaiting * (1 + NEAR))
  const empty = PART / 2
  return [
    lasting(
      labels,
      { still: RATE - 1, gone: RATE + 1 },
      gauges(service, METRICS.dbPoolPending, poolWaiting, fault),
    ),
    {
      name: `${labels.alertname}: just above its limit`,
      interval: '1m',
      input_series: waiting(`${near}x${HOLD}`),
      promql_expr_test: [fires(labels, HOLD, meant(labels))],
    },
    {
      name: `${labels.alertname}: one scrape finds nobody waiting`,
      interval: '1m',
      input_series: waiting(`${fault}x${empty - 1} 0 ${fault}x${HOLD}`),
      promql_expr_test: [
        fires(labels, empty, meant(labels)),
        fires(labels, empty + 1, meant(labels)),
        fires(labels, empty + HOLD - 1, meant(labels)),
      ],
    },
  ]
}

function eventLoopSaturated(service: Service): Scenario[] {
  const { eventLoopBusy } = PLATFORM_THRESHOLDS[service.tier]
  const { eventLoopUtilization } = METRICS
  const labels = alertLabels(service, ALERTS.eventLoopSaturated)
  const series = gauges(service, eventLoopUtilization, eventLoopBusy, tidy(eventLoopBusy + 0.01))
  return [lasting(labels, { still: 0, gone: 1 }, series)]
}

/** Two instances at the limit, of which one goes beyond it. */
function gauges(service: Service, name: string, limit: number, fault: number): InputSeries[] {
  const instance = (which: string) => metric(name, { ...of(service), instance: which })
  const rest = PART - 1
  return [
    { series: instance('a'), values: `${limit}x${3 * PART}` },
    { series: instance('b'), values: `${limit}x${PART} ${fault}x${rest} ${limit}x${rest}` },
    { series: metric(name, { [LABELS.serviceName]: 'another' }), values: `${fault}x${3 * PART}` },
  ]
}

function databaseSlow(service: Service): Scenario[] {
  const { slowQuerySeconds, slowQueryShare } = PLATFORM_THRESHOLDS[service.tier]
  const bounds: readonly number[] = LATENCY_BOUNDS_SECONDS
  const next = bounds[bounds.indexOf(slowQuerySeconds) + 1]
  const bound = (le: string) => ({ ...of(service), le })
  const both = { good: 1, bad: 1, late: false }
  return counters(alertLabels(service, ALERTS.databaseSlow), slowQueryShare, {
    members: [
      { name: BUCKET, labels: bound(String(slowQuerySeconds)), good: 1, bad: 0, late: false },
      { name: BUCKET, labels: bound(String(next)), ...both },
      { name: BUCKET, labels: bound('+Inf'), ...both },
      { name: COUNT, labels: of(service), ...both },
    ],
    instance: 'instance',
    noise: [metric(COUNT, { [LABELS.serviceName]: 'another' })],
  })
}

/** Another dependency is well and is called more: it must not hide the one that fails. */
function dependencyFailing(service: Service): Scenario[] {
  const { dependencyErrors } = PLATFORM_THRESHOLDS[service.tier]
  const failing = { [LABELS.serverAddress]: 'failing.example' }
  const healthy = { [LABELS.serverAddress]: 'healthy.example' }
  const error = { [LABELS.errorType]: '503' }
  return counters(alertLabels(service, ALERTS.dependencyFailing, { extra: failing }), dependencyErrors, {
    members: [
      { name: CALLS, labels: { ...of(service), ...failing }, good: 1, bad: 0, late: false },
      { name: CALLS, labels: { ...of(service), ...failing, ...error }, good: 0, bad: 1, late: true },
    ],
    instance: 'instance',
    noise: [
      metric(CALLS, { ...of(service), ...healthy }),
      metric(CALLS, { [LABELS.serviceName]: 'another', ...failing, ...error }),
    ],
  })
}

/** An alert on the share of bad events, which knows its limit and asks for a handful of them. */
function counters(labels: Labels, limit: number, feed: Counters): Scenario[] {
  const events = plenty(limit)
  const all = (name: string, stretches: readonly Stretch[], check: Check): Scenario => ({
    name: `${labels.alertname}: ${name}`,
    interval: '1m',
    input_series: seriesOf(feed, stretches),
    promql_expr_test: [check],
  })
  // So many bad ones while the rate is taken, and twice the share of them that is allowed.
  const few = (failures: number) =>
    restarting({ bad: failures / RATE, good: Math.floor(failures / RATE / limit / 2) })
  const healthy = mix(events, limit * (1 - NEAR))
  return [
    lasting(
      labels,
      { still: RATE - 2, gone: RATE },
      seriesOf(feed, [
        ...restarting(healthy),
        { steps: PART, ...mix(events, 1) },
        { steps: PART, ...healthy },
      ]),
    ),
    all(
      'just above its limit',
      [
        { steps: PART - 2, ...mix(events, limit * (1 + NEAR)) },
        { steps: 2, restart: true, ...mix(events, limit * (1 + NEAR)) },
      ],
      fires(labels, PART, meant(labels)),
    ),
    all('too few', few(LEAST_BAD_EVENTS - 0.6), silent(meant(labels), PART)),
    all('just enough', few(LEAST_BAD_EVENTS - 0.4), fires(labels, PART, meant(labels))),
  ]
}

/** A whole part in which every instance restarts again and again: no events are lost by that, nor made up. */
function restarting(events: Pick<Stretch, 'good' | 'bad'>): Stretch[] {
  return Array.from({ length: PART / 2 }, () => ({ steps: 2, restart: true, ...events }))
}

/** Minutes after the fault's end: the last at which the alert is sure to fire, and the first at which it is not. */
interface After {
  readonly still: number
  readonly gone: number
}

function lasting(labels: Labels, { still, gone }: After, series: readonly InputSeries[]): Scenario {
  const first = PART + 1
  const last = 2 * PART
  return {
    name: `${labels.alertname}: a fault of ${PART} minutes`,
    interval: '1m',
    input_series: series,
    promql_expr_test: [
      silent(meant(labels), first + HOLD - 1),
      fires(labels, first + HOLD, meant(labels)),
      fires(labels, last + still, meant(labels)),
      quiet(meant(labels), last + gone),
    ],
  }
}

interface Said {
  readonly severity?: Severity
  /** Labels of the series that it is about. */
  readonly extra?: Labels
}

/** Causes are tickets; only blindness pages. */
function alertLabels(
  { name, owner }: Service,
  kind: AlertKind,
  { severity = 'ticket', extra = {} }: Said = {},
): Labels {
  return { ...extra, alertname: kind.name, severity, slo: 'none', service: name, owner }
}

function meant({ alertname = '' }: Labels): Labels {
  return { alertname }
}

function of({ name }: Service): Labels {
  return { [LABELS.serviceName]: name }
}
