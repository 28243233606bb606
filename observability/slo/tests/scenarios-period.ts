// The budget of the period is a ratio of sums: days with much traffic weigh more. Seen once a day, when a day's
// count is that of its last hour, which is all the same to a ratio.
import { budgetLeft, burnRate, timeToExhaustion } from '../model/burn.ts'
import type { Slo } from '../model/model.ts'
import { PERIODS } from '../model/periods.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import type { Feed } from './feed/feed.ts'
import { type Check, metric, type Scenario, value } from './promtool.ts'
import { ofSlo, recorded } from './slo.ts'
import { mix, plenty, seriesOf } from './timeline.ts'

const DAY_MINUTES = 24 * 60
/** The widest step at which an hour still holds a rise in every Prometheus. */
const SAMPLE_MINUTES = 20

/** Every day has its own traffic and its own share of bad events. */
const weightOf = (day: number): number => 1 + ((day * day) % 11)
const burnOn = (day: number): number => (1 + ((day * 7) % 13)) / 8

export function budget(slo: Slo, feed: Feed): Scenario[] {
  const days = PERIODS[slo.period] / 86_400
  const all = Array.from({ length: days + 1 }, (_, index) => index + 1)
  const on = (day: number) =>
    mix(weightOf(day) * plenty(1 - slo.objective), burnOn(day) * (1 - slo.objective))
  const bad = (day: number) => on(day).bad
  const total = (day: number) => on(day).good + on(day).bad
  return [
    {
      name: `the budget of ${slo.period} weighs each day by its traffic`,
      interval: `${SAMPLE_MINUTES}m`,
      input_series: seriesOf(
        feed,
        all.map((day) => ({ steps: DAY_MINUTES / SAMPLE_MINUTES, ...on(day) })),
      ),
      promql_expr_test: [days, days + 1].flatMap((day) => budgetChecks(slo, day, days, total, bad)),
    },
  ]
}

type PerDay = (day: number) => number

/** What is recorded of the period, on a day with bad events. */
export function budgetChecks(slo: Slo, today: number, days: number, total: PerDay, bad: PerDay): Check[] {
  const sum = (each: PerDay, span: number) =>
    Array.from({ length: span }, (_, index) => each(today - index)).reduce((whole, day) => whole + day, 0)
  const minute = today * DAY_MINUTES
  const left = budgetLeft(sum(bad, days), sum(total, days), slo.objective)
  const burn = burnRate(bad(today) / total(today), slo.objective)
  const inDays = (name: (window: '1d' | '3d' | Slo['period']) => string, each: PerDay) =>
    (
      [
        ['3d', 3],
        [slo.period, days],
      ] as const
    ).map(([window, span]) =>
      near(
        `${recorded(slo, name(window))} / ${recorded(slo, name('1d'))}`,
        minute,
        sum(each, span) / each(today),
        1e-4,
      ),
    )
  const { owner, kind, period, objective } = slo
  return [
    ...inDays(errorsOver, bad),
    ...inDays(totalOver, total),
    near(recorded(slo, SERIES.budgetLeft), minute, left, 1e-4),
    near(recorded(slo, SERIES.burnRate), minute, burn, 1e-4),
    near(recorded(slo, SERIES.exhaustion), minute, timeToExhaustion(left, burn, period), 1),
    {
      expr: recorded(slo, SERIES.objective),
      eval_time: `${minute}m`,
      exp_samples: [
        { labels: metric(SERIES.objective, { ...ofSlo(slo), owner, kind, period }), value: objective },
      ],
    },
  ]
}

/** Equal but for what extrapolation and floating point leave. */
function near(expr: string, minute: number, expected: number, precision: number): Check {
  const inverse = Math.round(1 / precision)
  const rounded = Math.floor(expected * inverse + 0.5) / inverse
  return value(`round(sum(${expr}), ${precision})`, minute, rounded)
}
