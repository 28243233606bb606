// Objectives on values that are looked at: at each evaluation, the first at minute 0, and each look counts as events.

import { burnRate } from '../model/burn.ts'
import type { Slo } from '../model/model.ts'
import { PERIODS, WINDOWS, type Window } from '../model/periods.ts'
import { type Tier, tidy } from '../model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import type { Count, Look, Looks } from './feed/looks.ts'
import { heldBy, incidentOfLooks, type Moment } from './incident-looks.ts'
import { type Check, fires, quiet, type Scenario, silent, value } from './promtool.ts'
import { absenceOf } from './scenarios-absence.ts'
import { budgetChecks } from './scenarios-period.ts'
import { alertLabels, longer, ofTier, recorded, rounded } from './slo.ts'

/** Every look is bad: the tier fires, though not one look earlier, and resets. */
export function incidentScenarios(slo: Slo, looks: Looks, tier: Tier, stepMinutes: number): Scenario[] {
  const guarded = slo.indicator.source !== 'threshold'
  const found = incidentOfLooks({
    tier,
    objective: slo.objective,
    stepSeconds: stepMinutes * 60,
    guarded,
    looks,
  })
  if (!found) return []
  const { before, lasts, resets } = found
  /** When so many looks of a stretch have been taken that came after so many others. */
  const minute = (earlier: number, looks: number) => (earlier + looks - 1) * stepMinutes
  const pick = ofTier(slo, tier)
  const labels = alertLabels(slo, tier)
  const named = `${tier.severity} ${tier.long}/${tier.short}`
  return [
    {
      name: `every look is bad: ${named} fires after ${said(found.fires, stepMinutes)} and resets after ${said(resets, stepMinutes)}`,
      interval: `${stepMinutes}m`,
      input_series: looks.series([
        { looks: before, are: 'good' },
        { looks: lasts, are: 'bad' },
        { looks: resets.latest, are: 'good' },
      ]),
      promql_expr_test: [
        silent(pick, minute(before, found.fires.theory - 1)),
        fires(labels, minute(before, found.fires.latest), pick),
        ...(tier.long === '1h'
          ? [burnOf(slo, looks, found.fires.latest, minute(before, found.fires.latest))]
          : []),
        fires(labels, minute(before + lasts, resets.theory - 1), pick),
        quiet(pick, minute(before + lasts, resets.latest)),
      ],
    },
  ]
}

/** So many bad looks in an hour, of which there is one a minute; or one more, in Prometheus 2. */
function burnOf(slo: Slo, { counts }: Looks, bad: number, minute: number): Check {
  const burn = tidy(burnRate((bad * counts.bad.bad) / (60 * counts.good.total), slo.objective))
  return value(`abs(sum(${recorded(slo, SERIES.burnRate)}) / ${burn} - 1) < bool 0.05`, minute, 1)
}

function said({ theory, latest }: Moment, stepMinutes: number): string {
  const more = latest > theory ? `, or ${latest * stepMinutes} in Prometheus 2` : ''
  return `${theory * stepMinutes} minutes${more}`
}

/** Three to an hour, so that no range that a window is read with begins at one, but for those of whole hours. */
export const HOURS_STEP_MINUTES = 20

/** A window holds the looks of its hours, of which no two stretches are alike; in Prometheus 2 one more for each hour. */
export function hoursOfLooks(slo: Slo, looks: Looks): Scenario[] {
  const stepSeconds = HOURS_STEP_MINUTES * 60
  const hours = 40
  const all = Array.from({ length: (hours * 3_600) / stepSeconds }, (_, at) => lookOn(at))
  const both = (taken: number, window: Window) =>
    [false, true].map((closed) => heldBy(window, stepSeconds, looks, all.slice(0, taken), closed))
  const windows = ['5m', '30m', '1h', '2h', '6h', '1d'] as const
  const moments = [
    ...Array.from({ length: 14 }, (_, at) => 26 + 7 * at),
    all.length,
    all.lastIndexOf('none') + 1,
  ]
  const checks = [...new Set(moments)].flatMap((taken) => {
    const minute = (taken - 1) * HOURS_STEP_MINUTES
    const hour = both(taken, '1h').map(({ bad, total }) =>
      total > 0 ? burnRate(bad / total, slo.objective) : 0,
    )
    return [
      // What was before the first look was recorded by nobody.
      ...windows
        .filter((window) => WINDOWS[window] / stepSeconds + 4 <= taken)
        .flatMap((window) => [
          either(
            `round(sum(${recorded(slo, errorsOver(window))}))`,
            minute,
            both(taken, window).map(({ bad }) => bad),
          ),
          either(
            `round(sum(${recorded(slo, totalOver(window))}))`,
            minute,
            both(taken, window).map(({ total }) => total),
          ),
        ]),
      either(`round(sum(${recorded(slo, SERIES.burnRate)}), 0.001)`, minute, hour),
    ]
  })
  return [
    {
      name: 'a window holds the looks of its hours',
      interval: `${HOURS_STEP_MINUTES}m`,
      input_series: looks.series(all.map((are) => ({ looks: 1, are }))),
      promql_expr_test: checks,
    },
  ]
}

/** As Prometheus 3 has it, or as Prometheus 2 does. */
function either(expr: string, minute: number, [one = 0, other = 0]: readonly number[]): Check {
  const near = (expected: number) => `(abs(${expr} - ${tidy(expected)}) < bool 0.002)`
  return value(one === other ? near(one) : `${near(one)} + ${near(other)}`, minute, 1)
}

/** One look a day, or none. */
export function budgetOfLooks(slo: Slo, looks: Looks): Scenario[] {
  const days = PERIODS[slo.period] / 86_400
  const on = (day: number): Count => looks.counts[lookOn(day)]
  const all = Array.from({ length: days + 9 }, (_, day) => day)
  const later = all.filter((day) => day >= days)
  const bad = later.filter((day) => lookOn(day) === 'bad').slice(0, 3)
  const idle = later.filter((day) => lookOn(day) === 'none').slice(0, 1)
  return [
    {
      name: `the budget of ${slo.period} is that of the looks within it`,
      interval: '1d',
      input_series: looks.series(all.map((day) => ({ looks: 1, are: lookOn(day) }))),
      promql_expr_test: [
        // Before there is a past it adds nothing.
        ...longer(slo).flatMap((window) => [
          rounded(slo, errorsOver(window), 0, on(0).bad),
          rounded(slo, totalOver(window), 0, on(0).total),
        ]),
        ...bad.flatMap((today) =>
          budgetChecks(
            slo,
            today,
            days,
            (day) => on(day).total,
            (day) => on(day).bad,
          ),
        ),
        ...idle.map((day) => rounded(slo, SERIES.burnRate, day * 24 * 60, 0)),
      ],
    },
  ]
}

/** In no order: whatever part of a window is taken twice, left out or moved by a day, its sum is another. */
function lookOn(day: number): Look {
  return (['bad', 'good', 'none'] as const)[((31 * day * day) % 53) % 3] ?? 'none'
}

/** A query that counts looks where there is nothing to look at is never absent. */
export function absenceOfLooks(slo: Slo, looks: Looks): Scenario[] {
  if (looks.counts.none.total > 0) return []
  return absenceOf(slo, (gone) =>
    looks.series([
      { looks: gone, are: 'none' },
      { looks: 3, are: 'good' },
    ]),
  )
}
