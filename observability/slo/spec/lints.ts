// What can be said of an objective before it has any data: alerts that can never fire, too few requests, latencies
// that no bucket counts.
import { LATENCY_BOUNDS_SECONDS } from '../../conventions/index.ts'
import type { Place } from '../model/model.ts'
import { PERIODS, WINDOWS, type Window } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { isReachable, type Tier, threshold, tidy } from '../model/tiers.ts'
import type { Context, Draft, Lint } from './context.ts'

/** The draft with the tiers that can fire. */
export function withReachableTiers(draft: Draft, { lints }: Context): Draft {
  const tiers = draft.tiers.filter((tier) => {
    const reachable = isReachable(tier, draft.objective)
    if (!reachable) lints.push(unreachable(tier, draft))
    return reachable
  })
  lints.push(...trafficLints({ ...draft, tiers }))
  return { ...draft, tiers }
}

function unreachable(tier: Tier, { objective, objectivePlace: place }: Draft): Lint {
  const { severity, long, factor } = tier
  const least = tidy(1 - 1 / factor)
  return {
    code: 'SLO_TIER_UNREACHABLE',
    place,
    message: `the ${severity} over ${long} is left out: it needs an error ratio above ${factor} · (1 − ${objective}) = ${threshold(tier, objective)}, and no ratio is above 1`,
    remedy: `raise the objective above ${Number(least.toPrecision(6))}, or live with the slower alerts`,
    blocks: false,
  }
}

function trafficLints({ requestsPerDay, objective, period, tiers, objectivePlace: place }: Draft): Lint[] {
  if (requestsPerDay === undefined) return []
  const low = (message: string, remedy: string): Lint => ({
    code: 'SLO_TRAFFIC_LOW',
    place,
    message,
    remedy,
    blocks: false,
  })
  const days = PERIODS[period] / WINDOWS['1d']
  const budget = tidy(requestsPerDay * days * (1 - objective))
  if (budget < LEAST_BAD_EVENTS) {
    const sum = `${requestsPerDay} a day · ${days} days · (1 − ${objective}) = ${Number(budget.toPrecision(3))}`
    return [
      low(
        `the budget of ${period} is ${sum} bad events, gone before the ${LEAST_BAD_EVENTS} that an alert waits for`,
        'lower the objective, or lengthen its window',
      ),
    ]
  }
  return tiers.flatMap(({ severity, long }) => {
    const most = expected(requestsPerDay, long)
    if (most >= LEAST_BAD_EVENTS) return []
    const sum = `${requestsPerDay} a day · ${WINDOWS[long] / 3_600} h = ${Number(most.toPrecision(3))}`
    return low(
      `the ${severity} over ${long} sees only ${sum} requests, so even when all fail not the ${LEAST_BAD_EVENTS} it waits for`,
      'rely on the longer windows, or send probes that count as requests',
    )
  })
}

const expected = (requestsPerDay: number, window: Window): number =>
  (requestsPerDay * WINDOWS[window]) / WINDOWS['1d']

/** A threshold between two bounds of the histogram cannot be counted; `ours` is the one of a stamped service. */
export function boundLint(seconds: number, place: Place, ours: boolean): Lint | undefined {
  const bounds: readonly number[] = LATENCY_BOUNDS_SECONDS
  if (bounds.includes(seconds)) return undefined
  const use = `use ${bounds.map((bound) => (bound < 1 ? `${tidy(bound * 1000)}ms` : `${bound}s`)).join(', ')}`
  return {
    code: 'SLO_LATENCY_BOUND',
    place,
    message: ours
      ? `${seconds} s is no bound of the latency histogram, so requests that fast cannot be counted`
      : `${seconds} s is no bound that the paved road gives this histogram, so nothing is counted unless the service has its own`,
    remedy: ours ? use : `${use}, or see that the service has this one`,
    blocks: ours,
  }
}
