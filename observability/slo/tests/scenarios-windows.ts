// Long windows hold exactly what happened within them. Seen at steps as wide as their parts: what is summed from
// parts at offsets needs no more.

import type { Slo } from '../model/model.ts'
import { WINDOWS } from '../model/periods.ts'
import { type Tier, threshold, tidy } from '../model/tiers.ts'
import type { Feed } from './feed/feed.ts'
import { fires, quiet, type Scenario, silent } from './promtool.ts'
import { alertLabels, ofTier } from './slo.ts'
import { mix, plenty, type Stretch, seriesOf } from './timeline.ts'

const SAMPLE_MINUTES = 5
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

/** Fewer than five bad events are no incident, however few the others are; nor are five in more than the window. */
export function guards(slo: Slo, feed: Feed, tier: Tier, partMinutes: number, enough: number): Scenario[] {
  const parts = WINDOWS[tier.long] / 60 / partMinutes
  const dense = Math.max(1, Math.floor(parts / (enough + 1)))
  const perBatch = parts >= enough ? 1 : Math.ceil(enough / parts)
  const batches = Math.ceil(enough / perBatch)
  const failing = (apart: number, bad: number): Stretch[] => [
    { steps: (apart * partMinutes) / SAMPLE_MINUTES - 1 },
    { steps: 1, bad },
  ]
  const last = enough - perBatch * (batches - 1)
  const end = batches * dense * partMinutes
  const sparse = Math.max(1, parts / 3)
  const pick = ofTier(slo, tier)
  return [
    {
      name: `${tier.severity} ${tier.long}/${tier.short}: the fifth failure in ${tier.long} is an incident, the fourth is not`,
      interval: `${SAMPLE_MINUTES}m`,
      input_series: seriesOf(feed, [
        ...Array.from({ length: batches - 1 }, () => failing(dense, perBatch)).flat(),
        ...failing(dense, last),
      ]),
      promql_expr_test: [silent(pick, end - partMinutes), fires(alertLabels(slo, tier), end, pick)],
    },
    {
      name: `${tier.severity} ${tier.long}/${tier.short}: three failures in any ${tier.long} are no incident`,
      interval: `${SAMPLE_MINUTES}m`,
      input_series: seriesOf(feed, Array.from({ length: enough + 1 }, () => failing(sparse, 1)).flat()),
      promql_expr_test: [silent(pick, (enough + 1) * sparse * partMinutes)],
    },
  ]
}
