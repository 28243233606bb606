// Multiwindow, multi-burn-rate alerts (Google, The Site Reliability Workbook, chapter 5, table 5-8:
// https://sre.google/workbook/alerting-on-slos/): how much of the budget may go within the long window.
import { PERIODS, type Period, WINDOWS, type Window } from './periods.ts'

export type Severity = 'page' | 'ticket'

interface BudgetShare {
  readonly severity: Severity
  readonly long: Window
  /** A twelfth of the long window: how soon the alert resets once the burn has stopped. */
  readonly short: Window
  readonly share: number
}

export interface Tier extends BudgetShare {
  /** Burn rate above which it fires; 1 spends exactly the budget over the period. */
  readonly factor: number
}

const SHARES: readonly BudgetShare[] = [
  { severity: 'page', long: '1h', short: '5m', share: 0.02 },
  { severity: 'page', long: '6h', short: '30m', share: 0.05 },
  { severity: 'ticket', long: '1d', short: '2h', share: 0.1 },
  { severity: 'ticket', long: '3d', short: '6h', share: 0.1 },
]

/** In a week the shares above would alert below a burn of 1; these are those of Sloth's example for 7 days. */
const SHARES_OF_A_WEEK: readonly BudgetShare[] = [0.08, 0.125, 0.2, 0.42].map((share, index) => ({
  ...(SHARES[index] as BudgetShare),
  share,
}))

/** `factor = share · period / long`. */
export function tiersOf(period: Period): Tier[] {
  const shares = period === '7d' ? SHARES_OF_A_WEEK : SHARES
  return shares.map((each) => ({
    ...each,
    factor: tidy((each.share * PERIODS[period]) / WINDOWS[each.long]),
  }))
}

/** An error ratio cannot exceed 1: a tier that needs more than that can never fire. */
export function isReachable(tier: Tier, objective: number): boolean {
  return threshold(tier, objective) < 1
}

/** The error ratio above which the tier fires. */
export function threshold({ factor }: Pick<Tier, 'factor'>, objective: number): number {
  return tidy(factor * (1 - objective))
}

/** Share of events that may be bad. */
export const allowedShare = (objective: number): number => tidy(1 - objective)

/** 0.001, not 0.0010000000000000009: twelve digits say all that a file did. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
