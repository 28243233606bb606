// All services in one place. It reads their names from the series, so it is the same wherever it is compiled.
import { LABELS, METRICS } from '../conventions/index.ts'
import { dashboardUid, FLEET_UID, SERIES } from '../slo/names.ts'
import { call, callBy, equal, infix, matches, quote, selector, sumBy } from '../slo/promql/build.ts'
import { firing, firingTable } from './alerts.ts'
import { FAILED, increase, quantile, rate, SERVER, share } from './queries.ts'
import type { Board, Column, Panel, Table } from './spec.ts'

const OWNER = matches('owner', '$owner')
const OWNED = selector(SERIES.objective, [OWNER])
const SLO = ['service', 'slo'] as const
/** Lines of a chart that an eye can still tell apart. */
const WORST = 10

export function fleet(): Board {
  return {
    uid: FLEET_UID,
    title: 'All services',
    description: 'Budgets, burn and alerts of every service, with the way to its own dashboards.',
    tags: ['paved-road', 'fleet'],
    variables: [
      {
        name: 'owner',
        label: 'Owner',
        description: 'Who answers for an objective.',
        series: SERIES.objective,
        of: 'owner',
      },
    ],
    links: [],
    annotations: [],
    rows: [
      { title: 'Now', panels: now() },
      { title: 'Objectives', panels: [objectivesTable(), ...worst()] },
      { title: 'Services', panels: [services()] },
    ],
  }
}

function now(): Panel[] {
  return [
    {
      kind: 'stat',
      title: 'Objectives missed',
      description: 'Objectives whose budget is spent.',
      unit: 'none',
      expr: infix('or', [call('count', `${owned(SERIES.budgetLeft)} < 0`), 'vector(0)']),
      limits: [{ value: 1, color: 'red' }],
    },
    firing('page', [OWNER]),
    firing('ticket', [OWNER]),
    { ...firingTable([OWNER], { service: 'Service', owner: 'Owner' }), width: 24 },
  ]
}

function owned(series: string): string {
  return callBy('max', SLO, ofOwner(series))
}

/** Those of the series that are of an objective of the chosen owner. */
function ofOwner(series: string): string {
  return `${series} and on (${SLO.join(', ')}) ${OWNED}`
}

function objectivesTable(): Table {
  const board = named(OWNED, 'objectives', 'service')
  const columns: Column[] = [
    {
      title: 'Objective',
      unit: 'percentunit',
      expr: callBy('max', [...SLO, 'owner', 'kind', 'period', 'objectives'], board),
    },
    { title: 'Budget left', unit: 'percentunit', expr: owned(SERIES.budgetLeft) },
    { title: 'Burn, last hour', unit: 'none', expr: owned(SERIES.burnRate) },
    { title: 'Budget gone in', unit: 'dtdurations', expr: owned(SERIES.exhaustion) },
    { title: 'Pages', unit: 'none', expr: alertsOf('page') },
    { title: 'Tickets', unit: 'none', expr: alertsOf('ticket') },
  ]
  return {
    kind: 'table',
    title: 'Objectives of all services',
    description:
      'What is promised, what is left of it and what fires. The worst is on top; the last column leads to the dashboard.',
    by: {
      service: 'Service',
      slo: 'SLO',
      owner: 'Owner',
      kind: 'Kind',
      period: 'Period',
      objectives: 'Dashboard',
    },
    columns,
    sort: { column: 'Budget left', descending: false },
    boards: ['Dashboard'],
    height: 12,
  }
}

function alertsOf(severity: string): string {
  const alerts = selector('ALERTS', [equal('alertstate', 'firing'), equal('severity', severity)])
  return `${callBy('count', SLO, ofOwner(alerts))} or 0 * ${owned(SERIES.objective)}`
}

function worst(): Panel[] {
  const legend = '{{service}} {{slo}}'
  return [
    {
      kind: 'timeseries',
      title: 'Least budget left',
      description: `The ${WORST} objectives with the least budget left at each moment.`,
      unit: 'percentunit',
      queries: [{ expr: call('bottomk', WORST, owned(SERIES.budgetLeft)), legend }],
      limits: [{ value: 0, color: 'red' }],
      max: 1,
      width: 12,
    },
    {
      kind: 'timeseries',
      title: 'Fastest burn',
      description: `The ${WORST} objectives whose budget went fastest over the last hour; 1 spends it exactly over the period.`,
      unit: 'none',
      queries: [{ expr: call('topk', WORST, owned(SERIES.burnRate)), legend }],
      limits: [{ value: 1, color: 'orange' }],
      min: 0,
      width: 12,
    },
  ]
}

/** Services of the paved road, by what they all measure. */
function services(): Table {
  const by = [LABELS.serviceName]
  const count = `${SERVER}_count`
  const all = sumBy(by, increase(count))
  return {
    kind: 'table',
    title: 'Services of the paved road',
    description: 'What each service did within the time shown. The last column leads to the dashboard.',
    by: { [LABELS.serviceName]: 'Service', overview: 'Dashboard' },
    columns: [
      {
        title: 'Instances',
        unit: 'none',
        expr: callBy('count', [...by, 'overview'], named(METRICS.buildInfo, 'overview', LABELS.serviceName)),
      },
      {
        title: 'Releases',
        unit: 'none',
        expr: callBy('count', by, callBy('count', [...by, LABELS.serviceVersion], METRICS.buildInfo)),
      },
      { title: 'Requests', unit: 'reqps', expr: sumBy(by, rate(count)) },
      {
        title: 'Failed',
        unit: 'percentunit',
        expr: share(sumBy(by, increase(selector(count, [FAILED]))), all),
      },
      {
        title: 'P99',
        unit: 's',
        expr: quantile(0.99, increase(`${SERVER}_bucket`), by),
      },
    ],
    sort: { column: 'Failed', descending: true },
    boards: ['Dashboard'],
    height: 12,
  }
}

/** Gives each series the uid of its service's dashboard, cut as dashboardUid cuts it. */
function named(series: string, board: 'overview' | 'objectives', label: string): string {
  const room = dashboardUid('x'.repeat(40), board).indexOf('-')
  return call(
    'label_replace',
    series,
    quote(board),
    quote(`$1-${board}`),
    quote(label),
    quote(`(.{1,${room}}).*`),
  )
}
