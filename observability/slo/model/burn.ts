// What theory says of a burn-rate alert, for an incident with a steady error ratio after a clean stretch at least
// as long as the long window (The Site Reliability Workbook, chapter 5). Times are in seconds.
import { PERIODS, type Period, WINDOWS } from './periods.ts'
import { type Tier, threshold } from './tiers.ts'

/**
 * How long an incident with `errorRatio` lasts before the tier fires: `(1 − SLO) · f · long / e`, or never
 * (Infinity). The alert is seen at the evaluation after that moment.
 */
export function timeToFire(tier: Tier, objective: number, errorRatio: number): number {
  const limit = threshold(tier, objective)
  return errorRatio > limit ? (limit * WINDOWS[tier.long]) / errorRatio : Number.POSITIVE_INFINITY
}

/** How long after its end the tier stays on: `short · (1 − f · (1 − SLO) / e)`. */
export function timeToReset(tier: Tier, objective: number, errorRatio: number): number {
  return WINDOWS[tier.short] * Math.max(0, 1 - threshold(tier, objective) / errorRatio)
}

/** How fast the budget goes: 1 spends it exactly over the period. */
export function burnRate(errorRatio: number, objective: number): number {
  return errorRatio / (1 - objective)
}

/** Share of the budget left, 1 when untouched, below 0 when overspent. No events spend nothing. */
export function budgetLeft(errors: number, total: number, objective: number): number {
  return total > 0 ? 1 - burnRate(errors / total, objective) : 1
}

/** Seconds until nothing is left at the present burn rate; Infinity without burn, 0 when it is gone. */
export function timeToExhaustion(left: number, burn: number, period: Period): number {
  if (left <= 0) return 0
  return burn > 0 ? (left * PERIODS[period]) / burn : Number.POSITIVE_INFINITY
}
