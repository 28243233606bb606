// Silence looks like health to every other alert: that nothing is known is an alert of its own.
import { ALERTS } from '../alerts.ts'
import type { Slo } from '../model/model.ts'
import { PLATFORM_HOLD_SECONDS } from '../model/platform.ts'
import type { Feed } from './feed/feed.ts'
import {
  type Check,
  type InputSeries,
  type Labels,
  metric,
  quiet,
  type Scenario,
  silent,
} from './promtool.ts'
import { numbers } from './scenarios-quiet.ts'
import { ofSlo, ofTier } from './slo.ts'
import { seriesOf } from './timeline.ts'

const HOLD = PLATFORM_HOLD_SECONDS / 60

/** But for objectives over all requests of a stamped service, which the platform's rules see to. */
export function absence(slo: Slo, feed: Feed): Scenario[] {
  if (slo.indicator.source === 'requests' && slo.indicator.routes === 'all') return []
  return absenceOf(slo, (gone) =>
    seriesOf(feed, [
      { steps: gone, absent: 'all' },
      // Any of them is a sign of life.
      { steps: 2, good: 1, absent: 'late' },
    ]),
  )
}

/** Of series that are gone for so many minutes, and then are there. */
export function absenceOf(slo: Slo, seriesGone: (minutes: number) => InputSeries[]): Scenario[] {
  const labels = { ...ofSlo(slo), alertname: ALERTS.telemetryAbsent.name }
  return [
    {
      name: `no series of the total for ${HOLD} minutes, and then there are`,
      interval: '1m',
      input_series: seriesGone(HOLD + 1),
      promql_expr_test: [
        quiet(labels, HOLD - 1),
        firesWhateverElse({ ...slo.labels?.page, ...labels, owner: slo.owner, severity: 'page' }, HOLD),
        quiet(labels, HOLD + 2),
      ],
    },
  ]
}

/** Where it cannot be told what feeds the queries. */
export function nothingKnown(slo: Slo): Scenario[] {
  const minutes = 60
  return [
    {
      name: 'nothing is known: no burn, and every recorded value is a number',
      interval: '5m',
      input_series: [],
      promql_expr_test: [
        ...numbers(slo, 0),
        ...numbers(slo, minutes),
        ...slo.tiers.map((tier) => silent(ofTier(slo, tier), minutes)),
      ],
    },
  ]
}

/** An alert on absence also has the labels that the selectors of what is absent ask for. */
function firesWhateverElse(labels: Labels, minute: number): Check {
  const names = Object.keys(labels).sort()
  return {
    expr: `count by (${names.join(', ')}) (${metric('ALERTS', { alertname: labels.alertname ?? '', slo: labels.slo ?? '', alertstate: 'firing' })})`,
    eval_time: `${minute}m`,
    exp_samples: [{ labels: metric('', labels), value: 1 }],
  }
}
