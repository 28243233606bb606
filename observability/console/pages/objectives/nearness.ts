// How near an alert is to firing: it does when the burn of both its windows is above the factor, so it is as near as the
// lower of the two; and when it has seen enough bad events.
import type { TierView } from '../../contract.ts'
import { about } from '../data/format.ts'

type Windows = Pick<TierView, 'longBurn' | 'shortBurn' | 'factor'>

/** 1 is at the factor, 0 without burn. */
export const nearness = ({ longBurn, shortBurn, factor }: Windows): number =>
  Math.min(longBurn, shortBurn) / factor

export function howNear(tier: Windows & Pick<TierView, 'badEvents' | 'leastBadEvents'>): string {
  const near = nearness(tier)
  const { badEvents, leastBadEvents } = tier
  if (near > 1 && Math.round(badEvents) < leastBadEvents)
    return `waits for ${leastBadEvents} bad events, has ${about(badEvents)}`
  return `at ${(near * 100).toFixed(0)} % of what fires it`
}

/** Where the factor stands on a bar that reaches to twice of it: a burn beyond stays in sight. */
export const FACTOR_AT = 50

/** Percent of the bar's length. */
export const burnLength = (burn: number, factor: number): number =>
  Math.max(0, Math.min(100, (burn / factor) * FACTOR_AT))

/** A burn rate with the figures that tell it from the factor. */
export function burnRate(rate: number): string {
  if (rate === 0) return '0'
  if (rate < 0.01) return '< 0.01'
  return `${+rate.toFixed(rate < 10 ? 2 : 1)}`
}
