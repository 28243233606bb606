// Whom a fault meets and since when: the same three questions for a whole service and for one of its objectives.
import { LABELS, METRICS } from '../conventions/index.ts'
import { call, callBy, group, infix, over } from '../slo/promql/build.ts'
import { bad, type Events, increase, moment, of, type Subject, share, total } from './queries.ts'
import { PROCESS_START } from './runtime.ts'
import type { Column, Stat, Table } from './spec.ts'

const ROUTE = { [LABELS.method]: 'Method', [LABELS.route]: 'Route' }
const RELEASE = { [LABELS.serviceVersion]: 'Version' }

export function affectedRoutes(events: Events, word: string): Table {
  const by = Object.keys(ROUTE)
  return {
    kind: 'table',
    title: 'Affected routes',
    description: `Requests of each route within the time shown, and how many were ${word}. The worst is on top; if only one route is affected, look at what it alone uses.`,
    width: 12,
    by: ROUTE,
    columns: [...counts(events, by, word), ...moments(events, by, word)],
    sort: { column: `Share ${word}`, descending: true },
  }
}

export function releases(subject: Subject, events: Events, word: string): Table {
  const by = Object.keys(RELEASE)
  const seen = call('max_over_time', over(call('timestamp', of(subject, METRICS.buildInfo)), '$__range:'))
  return {
    kind: 'table',
    title: 'Releases',
    description: `Each release that ran within the time shown, and how many of its requests were ${word}. The last safe one is the newest without them: it is what to roll back to. Where all are affected alike, the cause is not a deploy.`,
    width: 12,
    by: RELEASE,
    columns: [
      ...counts(events, by, word),
      {
        title: 'First started',
        unit: 'dateTimeAsIso',
        expr: firstStarted(subject, by),
      },
      { title: 'Last seen', unit: 'dateTimeAsIso', expr: `1000 * ${callBy('max', by, seen)}` },
    ],
    sort: { column: 'First started', descending: true },
  }
}

/** The newest release whose share of bad events within the time shown is one that the objective allows. */
export function lastSafe(subject: Subject, events: Events, allowed: number): Stat {
  const by = Object.keys(RELEASE)
  const kept = share(bad(events, by, increase), total(events, by, increase))
  return {
    kind: 'stat',
    title: 'Last safe release',
    description: `The newest release that kept the objective within the time shown. If it is not the one that runs, roll back to it; widen the time range if none is found.`,
    unit: 'none',
    expr: call('topk', 1, infix('and', [firstStarted(subject, by), group(`${group(kept)} <= ${allowed}`)])),
    name: `{{${LABELS.serviceVersion}}}`,
    absent: 'none',
  }
}

function firstStarted(subject: Subject, by: readonly string[]): string {
  const started = call('min_over_time', over(of(subject, PROCESS_START), '$__range'))
  return `1000 * ${callBy('min', by, started)}`
}

function counts(events: Events, by: readonly string[], word: string): Column[] {
  const all = total(events, by, increase)
  const some = bad(events, by, increase)
  return [
    { title: 'Requests', unit: 'short', expr: all },
    { title: `Share ${word}`, unit: 'percentunit', expr: share(some, all) },
  ]
}

function moments(events: Events, by: readonly string[], word: string): Column[] {
  return [
    { title: `First ${word}`, unit: 'dateTimeAsIso', expr: moment('min', events, by) },
    { title: `Last ${word}`, unit: 'dateTimeAsIso', expr: moment('max', events, by) },
  ]
}
