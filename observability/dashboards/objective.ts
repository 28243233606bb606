// One objective: what is left of its budget, how fast it goes, and whom that meets.
import { LABELS } from '../conventions/index.ts'
import { burnAlert } from '../slo/alerts.ts'
import { matchersOf } from '../slo/compile/events.ts'
import { percent, span } from '../slo/compile/phrases.ts'
import { ownSeries } from '../slo/compile/series.ts'
import type { RequestIndicator, Service, Slo } from '../slo/model/model.ts'
import { PERIODS, type Window } from '../slo/model/periods.ts'
import { tidy } from '../slo/model/tiers.ts'
import { errorsOver, runbookUrl, SERIES, totalOver } from '../slo/names.ts'
import { equal } from '../slo/promql/build.ts'
import { affectedRoutes, lastSafe, releases } from './affected.ts'
import { firing } from './alerts.ts'
import { bad, type Events, FAILED, of, rate, SERVER, type Subject, share, total, within } from './queries.ts'
import type { Limit, Link, Panel, Row, TimeSeries } from './spec.ts'

/** The long windows of the tiers; those of a tier that this objective cannot reach are drawn all the same. */
const WINDOWS: readonly Window[] = ['1h', '6h', '1d', '3d']

export function objective(slo: Slo, service: Service): Row {
  const alerts = [equal('service', slo.service), equal('slo', slo.name)]
  return {
    title: `${slo.displayName}: ${percent(slo.objective)} over ${slo.period}`,
    panels: [
      ...figures(slo),
      firing('page', alerts),
      firing('ticket', alerts),
      burn(slo, service),
      history(slo),
      ...(slo.indicator.source === 'requests' ? affected(slo, slo.indicator) : []),
    ],
  }
}

function figures(slo: Slo): Panel[] {
  return [
    {
      kind: 'stat',
      title: 'Objective',
      description: `${sentence(slo.description || slo.displayName)} So large a share of events must be good over ${slo.period}. Owner: ${slo.owner}.`,
      unit: 'percentunit',
      decimals: 3,
      expr: ownSeries(slo, SERIES.objective),
    },
    {
      kind: 'stat',
      title: 'Budget left',
      description: `Share of the ${slo.period} budget that is not spent: ${percent(tidy(1 - slo.objective))} of events may be bad. Below 0 the objective is missed.`,
      unit: 'percentunit',
      decimals: 1,
      expr: ownSeries(slo, SERIES.budgetLeft),
      limits: [
        { value: 0, color: 'orange' },
        { value: 0.25, color: 'green' },
      ],
      base: 'red',
    },
    {
      kind: 'stat',
      title: 'Burn, last hour',
      description: `How fast the budget goes: 1 spends it exactly over ${slo.period}.`,
      unit: 'none',
      decimals: 2,
      expr: ownSeries(slo, SERIES.burnRate),
      limits: tierLimits(slo),
    },
    {
      kind: 'stat',
      title: 'Budget gone in',
      description: 'Time until the budget is spent if the last hour goes on.',
      unit: 'dtdurations',
      expr: ownSeries(slo, SERIES.exhaustion),
      absent: 'no burn',
    },
  ]
}

function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`
}

function burn(slo: Slo, service: Service): TimeSeries {
  const lines = slo.tiers.map(
    ({ severity, long, short, factor }) =>
      `${severity} at ${factor} over ${long} and ${short}, which at a steady rate spends all in ${span(PERIODS[slo.period] / factor)}`,
  )
  return {
    kind: 'timeseries',
    title: 'Burn by window',
    description: `How many times too fast the budget goes, measured over each window. The dashed lines are where the alerts begin: ${lines.join('; ')}.`,
    unit: 'none',
    queries: WINDOWS.map((window) => ({ expr: burnOver(slo, window), legend: window })),
    limits: tierLimits(slo),
    min: 0,
    width: 12,
    links: runbooks(slo, service),
  }
}

/** As the alerts judge it: against this objective, 0 while there are no events. */
function burnOver(slo: Slo, window: Window): string {
  const all = ownSeries(slo, totalOver(window))
  return `${ownSeries(slo, errorsOver(window))} / (${all} > 0) / ${tidy(1 - slo.objective)}\nor 0 * ${all}`
}

function tierLimits({ tiers }: Slo): Limit[] {
  return tiers.map(({ severity, factor }) => ({
    value: factor,
    color: severity === 'page' ? 'red' : 'orange',
  }))
}

function history(slo: Slo): TimeSeries {
  return {
    kind: 'timeseries',
    title: 'Budget left',
    description: `The last ${slo.period}, whatever the time range above. It rises again when bad events grow older than the period.`,
    unit: 'percentunit',
    queries: [{ expr: ownSeries(slo, SERIES.budgetLeft), legend: 'left' }],
    limits: [{ value: 0, color: 'red' }],
    max: 1,
    over: slo.period,
    width: 12,
  }
}

function runbooks({ kind }: Slo, service: Service): Link[] {
  return (['page', 'ticket'] as const).map((severity) => ({
    title: `Runbook of the ${severity}`,
    url: runbookUrl(service, burnAlert(kind, severity)),
  }))
}

/** Objectives over requests of a stamped service say which of them are bad, by the labels that all its requests have. */
function affected(slo: Slo, indicator: RequestIndicator): Panel[] {
  const subject: Subject = { service: slo.service, filters: [] }
  const events = eventsOf(subject, indicator)
  const word = events.good ? 'too slow' : 'failed'
  const by = [LABELS.method, LABELS.route]
  const allowed = tidy(1 - slo.objective)
  return [
    affectedRoutes(events, word),
    releases(subject, events, word),
    {
      kind: 'timeseries',
      title: 'Bad events by route',
      description: `Share of requests that were ${word}. Above the dashed line a route alone would miss the objective.`,
      unit: 'percentunit',
      queries: [
        {
          expr: share(bad(events, by, rate), total(events, by, rate)),
          legend: `{{${LABELS.method}}} {{${LABELS.route}}}`,
          ...(events.good && { exemplars: true }),
        },
      ],
      limits: [{ value: allowed, color: 'orange' }],
      min: 0,
      width: 16,
    },
    { ...lastSafe(subject, events, allowed), width: 8, height: 8 },
  ]
}

export function eventsOf(subject: Subject, { routes, bad: badly }: RequestIndicator): Events {
  const which = matchersOf(routes)
  const all = which.map((matchers) => of(subject, `${SERVER}_count`, matchers))
  if ('failed' in badly)
    return { all, bad: which.map((matchers) => of(subject, `${SERVER}_count`, [...matchers, FAILED])) }
  const inTime = which.map((matchers) => within(subject, badly.slowerThanSeconds, matchers))
  return { all, bad: inTime, good: true }
}
