// Alerts as Prometheus keeps them: one series for each that is pending or firing.
import { equal, group, infix, type Matcher, selector } from '../slo/promql/build.ts'
import type { Stat, Table } from './spec.ts'

const FIRING = equal('alertstate', 'firing')

/** How many pages or tickets fire now. */
export function firing(severity: 'page' | 'ticket', scope: readonly Matcher[]): Stat {
  const alerts = selector('ALERTS', [FIRING, equal('severity', severity), ...scope])
  return {
    kind: 'stat',
    title: severity === 'page' ? 'Pages firing' : 'Tickets firing',
    description:
      severity === 'page'
        ? 'Alerts that somebody must act on now. Their runbooks say what to do first.'
        : 'Alerts that somebody must look at within the working day.',
    unit: 'none',
    expr: infix('or', [`count(${alerts})`, 'vector(0)']),
    limits: [{ value: 1, color: severity === 'page' ? 'red' : 'orange' }],
  }
}

const ALERT_LABELS = { alertname: 'Alert', severity: 'Severity', slo: 'SLO', window: 'Window' }

/** Each alert that fires, and since when; a line that says "none" where none does. */
export function firingTable(scope: readonly Matcher[], more: Readonly<Record<string, string>> = {}): Table {
  const by = { ...more, ...ALERT_LABELS }
  const active = `1000 * ${selector('ALERTS_FOR_STATE', scope)}`
  const now = selector('ALERTS', [FIRING, ...scope])
  const since = `max by (${Object.keys(by).join(', ')}) (${active} * ignoring(alertstate) ${now})`
  const none = 'label_replace(vector(1000 * time()), "alertname", "none", "", "")'
  return {
    kind: 'table',
    title: 'Firing alerts',
    description:
      'Alerts that fire at the end of the time shown, and when their condition began to hold. "none" says that nothing fires.',
    by,
    columns: [{ title: 'Since', unit: 'dateTimeAsIso', expr: `${group(since)} or on() ${none}` }],
    sort: { column: 'Since', descending: false },
    height: 6,
  }
}
