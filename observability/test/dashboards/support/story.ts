// Six hours of a service, a sample a minute: releases 0.9.0 and 1.0.0 are well; 1.1.0 takes their place after four
// hours, and an hour later a tenth of what is posted fails and a fifth is slow. A page and a ticket
// fire two minutes after that.
import { LABELS, METRICS } from '../../../conventions/index.ts'
import * as runtime from '../../../dashboards/runtime.ts'
import type { Slo } from '../../../slo/model/model.ts'
import { errorsOver, SERIES, totalOver } from '../../../slo/names.ts'
import { MODEL } from './model.ts'
import { histogram, type Labels, openMetrics, type Series, type Values } from './openmetrics.ts'

const HOUR = 3600
export const START = Date.UTC(2026, 0, 10) / 1000
export const UPGRADE = START + HOUR
export const DEPLOY = START + 4 * HOUR
export const FAULT = START + 5 * HOUR
export const FIRING = FAULT + 120
export const END = START + 6 * HOUR
export const STEP = 60

/** From one second to another, counted anew. */
const between =
  (from: number, to: number, values: Values): Values =>
  (second) =>
    second >= from && second < to ? values(second - from) : undefined
const perSecond =
  (rate: number): Values =>
  (second) =>
    rate * second
const always =
  (value: number): Values =>
  () =>
    value

interface Release {
  readonly version: string
  readonly from: number
  readonly to: number
  readonly broken: boolean
}
const RELEASES: readonly Release[] = [
  { version: '0.9.0', from: 0, to: HOUR, broken: false },
  { version: '1.0.0', from: HOUR, to: 4 * HOUR, broken: false },
  { version: '1.1.0', from: 4 * HOUR, to: 6 * HOUR + 1, broken: true },
]

/** Of each second's events the share that is bad from an hour after the release on. */
const spoilt =
  (rate: number, share: number, broken: boolean): Values =>
  (second) =>
    broken ? rate * share * Math.max(0, second - HOUR) : 0

export function story(): string {
  const series = [...RELEASES.flatMap(instance), ...MODEL.slos.flatMap(objective), ...alerts()]
  return openMetrics(series, START, END - START, STEP)
}

function instance(release: Release): Series[] {
  const { version, from, to } = release
  const labels: Labels = {
    [LABELS.serviceName]: 'acme-orders',
    [LABELS.serviceVersion]: version,
    [LABELS.environment]: 'production',
    instance: `10.0.0.1:${version}`,
    job: 'services',
  }
  const during = (values: Values) => between(from, to, values)
  const one = (name: string, values: Values, more: Labels = {}): Series => ({
    name,
    labels: { ...labels, ...more },
    values: during(values),
  })
  const counted = (name: string, more: Labels, count: Values, inTime: Values = count) =>
    histogram(name, { ...labels, ...more }, during(count), {
      '0.1': during(inTime),
      '0.3': during(inTime),
      '1': during(count),
    })
  return [
    ...requests(release, counted),
    ...counted(
      METRICS.dbClientOperationDuration,
      { [LABELS.dbOperation]: 'select', [LABELS.dbCollection]: 'orders' },
      perSecond(4),
    ),
    ...calls(counted),
    one(METRICS.buildInfo, always(1), { [LABELS.commit]: `commit-of-${version}` }),
    one(runtime.PROCESS_START, always(START + from)),
    one(runtime.PROCESS_CPU, perSecond(0.2)),
    one(runtime.PROCESS_MEMORY, always(1e8)),
    one(runtime.HEAP_USED, always(4e7)),
    one(`${runtime.GC_DURATION}_sum`, perSecond(0.01), { kind: 'minor' }),
    one(METRICS.eventLoopUtilization, always(0.2)),
    one(METRICS.eventLoopDelay, always(0.011)),
    one(METRICS.dbPoolConnections, always(3), { [LABELS.poolState]: 'used' }),
    one(METRICS.dbPoolConnections, always(7), { [LABELS.poolState]: 'idle' }),
    one(METRICS.dbPoolMax, always(10)),
    one(METRICS.dbPoolPending, always(0)),
    one(METRICS.httpServerMalformedRequests, always(0)),
    one(METRICS.logLinesDropped, always(0)),
    one(METRICS.otelSdkErrors, always(0)),
  ]
}

type Counted = (name: string, more: Labels, count: Values, inTime?: Values) => Series[]

function requests({ broken }: Release, counted: Counted): Series[] {
  const of = (method: string, status: string) => ({
    [LABELS.method]: method,
    [LABELS.route]: '/orders',
    [LABELS.status]: status,
  })
  const failed = spoilt(2, 0.1, broken)
  const slow = spoilt(2, 0.2, broken)
  const answered: Values = (second) => 2 * second - (failed(second) ?? 0)
  return [
    ...counted(METRICS.httpServerRequestDuration, of('GET', '200'), perSecond(8)),
    ...counted(METRICS.httpServerRequestDuration, of('GET', '500'), always(0)),
    ...counted(
      METRICS.httpServerRequestDuration,
      of('POST', '201'),
      answered,
      (second) => (answered(second) ?? 0) - (slow(second) ?? 0),
    ),
    ...counted(METRICS.httpServerRequestDuration, of('POST', '500'), failed),
  ]
}

function calls(counted: Counted): Series[] {
  const to = (status: string, error: string) => ({
    [LABELS.method]: 'POST',
    [LABELS.serverAddress]: 'payments',
    [LABELS.status]: status,
    [LABELS.errorType]: error,
  })
  return [
    ...counted(METRICS.httpClientRequestDuration, to('200', ''), perSecond(1.9)),
    ...counted(METRICS.httpClientRequestDuration, to('503', '503'), perSecond(0.1)),
  ]
}

/** What the rules would have recorded, roughly: the values are not the point here. */
function objective({ service, name, owner, kind, period, objective }: Slo): Series[] {
  const labels = { service, slo: name }
  const one = (metric: string, values: Values, more: Labels = {}): Series => ({
    name: metric,
    labels: { ...labels, ...more },
    values,
  })
  return [
    one(SERIES.objective, always(objective), { owner, kind, period }),
    one(SERIES.budgetLeft, always(service === 'checkout' ? -0.2 : 0.8)),
    one(SERIES.burnRate, always(0.5)),
    one(SERIES.exhaustion, always(1e6)),
    ...(['1h', '6h', '1d', '3d', period] as const).flatMap((window) => [
      one(errorsOver(window), always(20)),
      one(totalOver(window), always(10_000)),
    ]),
  ]
}

function alerts(): Series[] {
  const whose = { service: 'acme-orders', owner: 'team-acme' }
  const burn = { alertname: 'SloAvailabilityFastBurn', severity: 'page', slo: 'availability', window: '1h' }
  const pool = { alertname: 'DatabasePoolSaturated', severity: 'ticket', slo: 'none' }
  const since = (value: number) => between(FIRING - START, END - START + 1, always(value))
  return [burn, pool].flatMap((labels) => [
    { name: 'ALERTS', labels: { ...whose, ...labels, alertstate: 'firing' }, values: since(1) },
    { name: 'ALERTS_FOR_STATE', labels: { ...whose, ...labels }, values: since(FIRING) },
  ])
}
