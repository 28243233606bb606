// What the policy looks at, and which part of its α each may use up.
import type { Count } from './evidence.ts'
import type { Policy } from './policy.ts'
import type { Block } from './samples.ts'

export interface Metric {
  readonly name: string
  /** In words, as the end of "more of its …". */
  readonly what: string
  /** Of the α for being worse than the baseline. */
  readonly share: number
  /** Share of events that may be bad; undefined for a guard, which only looks for harm and has nothing to prove. */
  readonly budget: number | undefined
  /** Undefined: the block does not say. */
  readonly count: (block: Block) => Count | undefined
}

/**
 * Of α, so much is for the kill switch; the rest is for being worse. Evidence for that is averaged over the metrics by
 * these shares, which is evidence again. A slower version has many slow requests, and shows it in minutes whatever its
 * share; failures are few, so they have nearly all of it.
 */
export const KILL_SHARE = 0.02
export const SHARES = { errors: 0.92, latency: 0.05, guards: 0.03 } as const

/** What all metrics' evidence must reach together. */
export const neededForWorse = ({ alpha }: Policy): number => 1 / (alpha * (1 - KILL_SHARE))

export function metricsOf({ slo, latency, saturation }: Policy): Metric[] {
  const bounds = Object.entries(latency)
  const resources = Object.entries(saturation)
  const guard = { share: SHARES.guards / (resources.length + 1), budget: undefined }
  return [
    {
      name: 'errors',
      what: 'requests failed',
      share: SHARES.errors,
      budget: 1 - slo,
      count: ({ requests, errors, gap }) => (gap === undefined ? { requests, bad: errors } : undefined),
    },
    ...bounds.map(
      ([bound, objective]): Metric => ({
        name: `slower_than_${bound}s`,
        what: `requests took longer than ${bound} s`,
        share: SHARES.latency / bounds.length,
        budget: 1 - objective,
        count: ({ requests, slow, gap }) => {
          const bad = slow?.[bound]
          return bad === undefined || gap !== undefined ? undefined : { requests, bad }
        },
      }),
    ),
    ...resources.map(
      ([resource, limit]): Metric => ({
        name: `saturation_${resource}`,
        what: `blocks had ${resource} above ${limit}`,
        ...guard,
        count: ({ saturation: used }) => once(used?.[resource], (value) => value > limit),
      }),
    ),
    {
      name: 'restarts',
      what: 'blocks had a restart',
      ...guard,
      count: ({ restarts }) => once(restarts, (times) => times > 0),
    },
  ]
}

/** A block is one event to a guard. */
function once(value: number | undefined, isBad: (value: number) => boolean): Count | undefined {
  return value === undefined ? undefined : { requests: 1, bad: isBad(value) ? 1 : 0 }
}
