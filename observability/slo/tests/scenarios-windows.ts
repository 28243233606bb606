// Long windows hold exactly what happened within them. Seen at steps as wide as their parts: what is summed from
// parts at offsets needs no more.

import { burnRate } from '../model/burn.ts'
import type { Slo } from '../model/model.ts'
import { WINDOWS } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { type Tier, threshold, tidy } from '../model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import type { Feed } from './feed/feed.ts'
import { type Check, fires, quiet, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, ofTier, recorded } from './slo.ts'
import { mix, plenty, type Stretch, seriesOf } from './timeline.ts'

const SAMPLE_MINUTES = 5
const GUARD_SAMPLE_MINUTES = 1
/** The recent burn, in thresholds. */
const RECENT = 1.05

/** The alert goes when the bad part that drove it leaves the long window, though the burn goes on. */
export function forgets(slo: Slo, feed: Feed, tier: Tier, partMinutes: number): Scenario[] {
  const limit = threshold(tier, slo.objective)
  const parts = WINDOWS[tier.long] / 60 / partMinutes
  const recent = Math.max(1, WINDOWS[tier.short] / 60 / partMinutes)
  const least = (RECENT - 1) * (recent + 1)
  const most = 1 / limit + (RECENT - 1) * recent - 1
  if (limit * RECENT > 1 || most <= least) return []
  const between = parts - 1 - recent
  const diluting = Math.min(10, (least + most) / 2)
  const part = (count: number, events: number, ratio: number): Stretch => {
    return {
      steps: (count * partMinutes) / SAMPLE_MINUTES,
      ...mix(Math.round(events * plenty(limit)), ratio),
    }
  }
  const full = partMinutes * (parts + 1)
  const pick = ofTier(slo, tier)
  return [
    {
      name: `${tier.severity} ${tier.long}/${tier.short} counts what is within ${tier.long}, and nothing older`,
      interval: `${SAMPLE_MINUTES}m`,
      input_series: seriesOf(feed, [
        part(1, 1, 0),
        part(1, 1, 1),
        part(between, diluting / between, 0),
        part(recent + 1, 1, tidy(limit * RECENT)),
      ]),
      promql_expr_test: [fires(alertLabels(slo, tier), full, pick), quiet(pick, full + partMinutes)],
    },
  ]
}

/** Each hour has its own traffic and its own failures: a window has exactly those of its hours. */
export function sums(slo: Slo, feed: Feed): Scenario[] {
  const hourOf = (hour: number) => ({ good: 100 + hour * hour, bad: 10 + ((hour * hour * 7) % 31) })
  const hours = Array.from({ length: 25 }, (_, index) => index + 1)
  const steps = 60 / SAMPLE_MINUTES
  const windows = ['2h', '6h', '1d'] as const
  const burns = (now: number): Check => {
    const { good, bad } = hourOf(now)
    const burn = burnRate(bad / (good + bad), slo.objective)
    return value(`abs(sum(${recorded(slo, SERIES.burnRate)}) / ${burn} - 1) < bool 0.001`, now * 60, 1)
  }
  const checks = (now: number): Check[] =>
    windows.flatMap((window) => {
      const within = hours.filter((hour) => hour <= now && hour > now - WINDOWS[window] / 3_600).map(hourOf)
      const bad = within.reduce((sum, hour) => sum + hour.bad, 0) * steps
      const good = within.reduce((sum, hour) => sum + hour.good, 0) * steps
      return [
        value(`round(sum(${recorded(slo, errorsOver(window))}))`, now * 60, bad),
        value(`round(sum(${recorded(slo, totalOver(window))}))`, now * 60, bad + good),
      ]
    })
  return [
    {
      name: 'a window holds the events of its hours',
      interval: `${SAMPLE_MINUTES}m`,
      input_series: seriesOf(
        feed,
        hours.map((hour) => ({ steps, ...hourOf(hour) })),
      ),
      promql_expr_test: [...checks(24), ...checks(25), burns(25)],
    },
  ]
}

/** Errors are rounded before they are found to be enough, and all of the long window's count, but no others. */
export function guards(slo: Slo, feed: Feed, tier: Tier, partMinutes: number): Scenario[] {
  const parts = WINDOWS[tier.long] / 60 / partMinutes
  // Of a part wider than an hour, the hour before it is seen is all that is counted.
  const steps = (parts * Math.min(60, partMinutes)) / GUARD_SAMPLE_MINUTES
  const failing = (failures: number, lastPart: number, check: (minute: number) => Check): Scenario => ({
    name: `${tier.severity} ${tier.long}/${tier.short}: ${failures} failures in ${tier.long} and no other events`,
    interval: `${GUARD_SAMPLE_MINUTES}m`,
    input_series: seriesOf(feed, [
      { steps: (lastPart * partMinutes) / GUARD_SAMPLE_MINUTES, bad: tidy(failures / steps) },
    ]),
    promql_expr_test: [check(lastPart * partMinutes)],
  })
  const pick = ofTier(slo, tier)
  const longer = Math.ceil(parts * 1.3) + 1
  return [
    failing(LEAST_BAD_EVENTS - 0.6, longer, (minute) => silent(pick, minute)),
    failing(LEAST_BAD_EVENTS - 0.4, parts + 1, (minute) => fires(alertLabels(slo, tier), minute, pick)),
  ]
}
