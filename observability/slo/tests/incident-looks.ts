// An incident of looks that are all bad, after looks that were all good.
//
// A range of Prometheus 2 is closed at both ends and holds one look more than that of Prometheus 3, and a sum of hours
// one more for each hour: so an alert may fire, or reset, a look later in the former. Theory counts as the latter does.
import { WINDOWS, type Window } from '../model/periods.ts'
import { LEAST_BAD_EVENTS } from '../model/platform.ts'
import { type Tier, threshold } from '../model/tiers.ts'
import type { Count, Look, Looks } from './feed/looks.ts'

export interface Burn {
  readonly tier: Tier
  readonly objective: number
  readonly stepSeconds: number
  /** Events must be a handful before they are an incident; of a threshold any look will do. */
  readonly guarded: boolean
  readonly looks: Looks
}

/** After how many looks something happens: in theory, and at the latest. */
export interface Moment {
  readonly theory: number
  readonly latest: number
}

export interface LookedAt {
  /** Good looks before. */
  readonly before: number
  /** Bad looks until it fires. */
  readonly fires: Moment
  /** Bad looks in all. */
  readonly lasts: number
  /** Good looks after that until it resets. */
  readonly resets: Moment
}

/** Undefined for a tier that such looks never set off. */
export function incidentOfLooks(burn: Burn): LookedAt | undefined {
  const [long, short] = [burn.tier.long, burn.tier.short].map(
    (window) => WINDOWS[window] / burn.stepSeconds,
  ) as [number, number]
  // More than a window: what was before them counts in none.
  const good = times(Math.ceil(1.5 * long), 'good')
  const fires = moment((bad, closed) => burns(burn, [...good, ...times(bad, 'bad')], closed), long)
  if (!fires) return undefined
  const lasts = Math.max(fires.latest, short) + 1
  const incident = [...good, ...times(lasts, 'bad')]
  const resets = moment((after, closed) => !burns(burn, [...incident, ...times(after, 'good')], closed), long)
  return resets && { before: good.length, fires, lasts, resets }
}

const times = (count: number, look: Look): Look[] => Array.from({ length: count }, () => look)

function moment(happens: (looks: number, closed: boolean) => boolean, most: number): Moment | undefined {
  const steps = Array.from({ length: most }, (_, index) => index + 1)
  const [theory, other] = [false, true].map((closed) => steps.find((looks) => happens(looks, closed)))
  return theory && other ? { theory, latest: Math.max(theory, other) } : undefined
}

/** Whether the alert burns at the last of these looks; `closed` ranges begin with the look at their very begin. */
function burns(
  { tier, objective, stepSeconds, guarded, looks }: Burn,
  all: readonly Look[],
  closed: boolean,
): boolean {
  const held = (window: Window) => heldBy(window, stepSeconds, looks, all, closed)
  const above = ({ bad, total }: Count) => bad > threshold(tier, objective) * total
  const long = held(tier.long)
  return above(long) && above(held(tier.short)) && (!guarded || Math.round(long.bad) >= LEAST_BAD_EVENTS)
}

/** What a window holds at the last of these looks. Up to an hour is read at once; longer is hours, one after the other. */
export function heldBy(
  window: Window,
  stepSeconds: number,
  looks: Looks,
  all: readonly Look[],
  closed: boolean,
): Count {
  const part = Math.min(WINDOWS[window], WINDOWS['1h']) / stepSeconds
  const ages = Array.from({ length: part + Number(closed) }, (_, age) => age)
  const parts = Array.from({ length: WINDOWS[window] / stepSeconds / part }, (_, at) => at * part)
  const counts = parts.flatMap((from) =>
    ages.map((age) => {
      const look = all[all.length - 1 - from - age]
      return look ? looks.counts[look] : looks.before
    }),
  )
  return {
    bad: counts.reduce((sum, { bad }) => sum + bad, 0),
    total: counts.reduce((sum, { total }) => sum + total, 0),
  }
}
