// Incidents whose alerts fire and reset at a step that theory names and that every Prometheus agrees on.
//
// A range selector of Prometheus 2 is closed at both ends: `[1h]` at steps of a minute holds 61 samples and sees all
// 60 rises between them. That of Prometheus 3 is open on the left: 60 samples, 59 rises, from which `increase()`
// extrapolates to the hour. While the rate is steady both say the same; at the edge of an incident the latter is
// ahead by up to a rise in 59. Windows over an hour are sums of hours, so that the edge lies within one of them.
import { timeToFire, timeToReset } from '../model/burn.ts'
import { WINDOWS } from '../model/periods.ts'
import { type Tier, threshold } from '../model/tiers.ts'

export interface Incident {
  /** Share of bad events while it lasts. */
  readonly errorRatio: number
  /** Steps without traffic first: nothing is extrapolated from what came before them. */
  readonly quiet: number
  /** Steps of good traffic before it, and how many steps' worth of events they bring. */
  readonly before: number
  readonly eventsBefore: number
  /** Steps from its begin until the alert is first seen firing. */
  readonly fires: number
  /** Steps it lasts. */
  readonly lasts: number
  /** Steps from its end until the alert is first seen to be gone. */
  readonly resets: number
}

/** How far, in steps, theory must be from a step for that step to be sure. */
const MARGIN = 0.03
/** An alert that fires at the tenth step pins its threshold to a tenth. */
const LEAST_STEPS = 10

/**
 * The shortest incident that will do; undefined if none does. Before it comes either steady traffic for the long
 * window, or, which is far cheaper to evaluate, the same number of events within one hour.
 */
export function incidentFor(tier: Tier, objective: number, stepSeconds: number): Incident | undefined {
  const limit = threshold(tier, objective)
  const found: Incident[] = []
  for (let share = 0.02; share < 0.99; share += 0.005)
    for (const condensed of [true, false]) {
      const incident = withRatio(tier, objective, stepSeconds, limit / share, condensed)
      if (incident) found.push(incident)
    }
  const cost = ({ before, lasts, resets }: Incident) => before + lasts + resets
  return found.sort((a, b) => cost(a) - cost(b))[0]
}

function withRatio(
  tier: Tier,
  objective: number,
  stepSeconds: number,
  ratio: number,
  condensed: boolean,
): Incident | undefined {
  const errorRatio = Number(ratio.toPrecision(4))
  if (errorRatio > 1) return undefined
  const [long, short, hour] = [WINDOWS[tier.long], WINDOWS[tier.short], WINDOWS['1h']].map(
    (seconds) => seconds / stepSeconds,
  ) as [number, number, number]
  const toFire = timeToFire(tier, objective, errorRatio) / stepSeconds
  const toReset = timeToReset(tier, objective, errorRatio) / stepSeconds
  const fires = Math.floor(toFire) + 1
  const resets = Math.ceil(toReset)
  const share = threshold(tier, objective) / errorRatio
  // Condensed, the window holds one step's events less at the step before: the threshold is that much lower.
  if (!sure(condensed ? toFire - share : toFire, fires, Math.min(long, hour))) return undefined
  if (!sure(toReset, resets, Math.min(short, hour))) return undefined
  // Whole hours, and more than enough for the long window to go on burning while the short one recovers.
  const lasts = Math.ceil((1.05 * fires + share * short + 1) / hour) * hour
  if (fires < LEAST_STEPS || fires <= short || resets < 1) return undefined
  if (condensed ? lasts > long / 2 : lasts > long) return undefined
  return {
    errorRatio,
    quiet: condensed ? hour : 0,
    before: condensed ? hour : long,
    eventsBefore: condensed ? long - fires : long,
    fires,
    lasts,
    resets,
  }
}

/** Both generations see less than `moment` a step before, and more at that step. */
function sure(moment: number, step: number, inOneRead: number): boolean {
  return ahead(step - 1, inOneRead) + MARGIN < moment && moment + MARGIN < step
}

/** How many steps of an incident Prometheus 3 believes in after so many. */
function ahead(steps: number, inOneRead: number): number {
  const rest = steps % inOneRead
  return steps - rest + (rest * inOneRead) / (inOneRead - 1)
}
