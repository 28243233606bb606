// Each tier fires and resets at the step that theory names, and knows its threshold.
import type { Slo } from '../model/model.ts'
import { WINDOWS } from '../model/periods.ts'
import { type Tier, threshold, tidy } from '../model/tiers.ts'
import { errorsOver, totalOver } from '../names.ts'
import type { Feed } from './feed/feed.ts'
import { incidentFor } from './incident.ts'
import { type Check, fires, quiet, type Scenario, silent, value } from './promtool.ts'
import { alertLabels, ofTier, percent, recorded } from './slo.ts'
import { mix, plenty, seriesOf } from './timeline.ts'

/** How near to its threshold a tier must be right. */
const NEAR = 0.01

export function burnScenarios(slo: Slo, feed: Feed, tier: Tier, stepMinutes: number): Scenario[] {
  return [
    ...incident(slo, feed, tier, stepMinutes),
    around(slo, feed, tier, stepMinutes, 1 - NEAR),
    around(slo, feed, tier, stepMinutes, 1 + NEAR),
  ].filter((each) => each !== undefined)
}

function incident(slo: Slo, feed: Feed, tier: Tier, stepMinutes: number): Scenario[] {
  const found = incidentFor(tier, slo.objective, stepMinutes * 60)
  if (!found) return []
  const { errorRatio, eventsBefore, lasts, resets } = found
  const before = found.quiet + found.before
  const events = plenty(threshold(tier, slo.objective))
  const minute = (step: number) => step * stepMinutes
  const end = before + lasts
  const labels = alertLabels(slo, tier)
  return [
    {
      name: `${percent(errorRatio)} bad: ${tier.severity} ${tier.long}/${tier.short} fires after ${minute(found.fires)} minutes and resets after ${minute(resets)}`,
      interval: `${stepMinutes}m`,
      input_series: seriesOf(feed, [
        { steps: found.quiet },
        { steps: found.before, good: Math.round((eventsBefore / found.before) * events) },
        { steps: lasts, ...mix(events, errorRatio) },
        { steps: resets, ...mix(events, 0) },
      ]),
      promql_expr_test: [
        silent(ofTier(slo, tier), minute(before + found.fires - 1)),
        fires(labels, minute(before + found.fires), ofTier(slo, tier)),
        fires(labels, minute(end + resets - 1), ofTier(slo, tier)),
        quiet(ofTier(slo, tier), minute(end + resets)),
        ...(tier.long === '1h' ? readAtOnce(slo, events, errorRatio, end) : []),
      ],
    },
  ]
}

/** In an hour of steady traffic every window that is read from the counters has all of its events. */
function readAtOnce(slo: Slo, events: number, errorRatio: number, minute: number): Check[] {
  const { good, bad } = mix(events, errorRatio)
  return (['5m', '30m', '1h'] as const).flatMap((window) => {
    const minutes = WINDOWS[window] / 60
    return [
      value(`round(sum(${recorded(slo, errorsOver(window))}))`, minute, minutes * bad),
      value(`round(sum(${recorded(slo, totalOver(window))}))`, minute, minutes * (good + bad)),
    ]
  })
}

function around(slo: Slo, feed: Feed, tier: Tier, stepMinutes: number, factor: number): Scenario | undefined {
  const ratio = tidy(threshold(tier, slo.objective) * factor)
  const steps = 6
  if (ratio > 1) return undefined
  const minute = steps * stepMinutes
  const above = factor > 1
  return {
    name: `${percent(ratio)} bad all along: ${tier.severity} ${tier.long}/${tier.short} ${above ? 'fires' : 'is silent'}`,
    interval: `${stepMinutes}m`,
    input_series: seriesOf(feed, [{ steps, ...mix(plenty(ratio), ratio) }]),
    promql_expr_test: [
      above ? fires(alertLabels(slo, tier), minute, ofTier(slo, tier)) : silent(ofTier(slo, tier), minute),
    ],
  }
}
