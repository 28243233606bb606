// What a canary is judged by. Data only; read from a file by read.ts, or made from a service's objectives here.
import type { SloModel } from '../slo/model/model.ts'
import { PLATFORM_THRESHOLDS } from '../slo/model/platform.ts'

export interface Policy {
  /** Most that may come of blaming a version that is no worse, over all metrics and however often one looks. */
  readonly alpha: number
  /** How many times the baseline's rate the canary's must be shown to stay under. */
  readonly margin: number
  /** Share of requests that must not fail. */
  readonly slo: number
  /** Share of requests that must be answered within so many seconds, by bound as the samples write it. */
  readonly latency: Readonly<Record<string, number>>
  /** From which value on an instance is saturated, by resource. */
  readonly saturation: Readonly<Record<string, number>>
  /** Rolled back at once when the budget burns so many times too fast, and the baseline's does not. */
  readonly kill_burn: number
  readonly min_blocks: number
  readonly max_blocks: number
}

/** A version that is measured only while it is well would look well: no PASS if more of the blocks than this say nothing. */
export const MOST_UNPAIRED = 0.2

export const POLICY_DEFAULTS = {
  alpha: 0.05,
  margin: 2,
  slo: 0.999,
  latency: {},
  saturation: {},
  /** The burn that pages within the hour: https://sre.google/workbook/alerting-on-slos/. */
  kill_burn: 14.4,
  min_blocks: 1,
  max_blocks: 60,
} as const satisfies Policy

/** A version that leaks or trips over itself needs a while to show it, however much traffic there is. */
const LEAST_BLOCKS_OF_A_SERVICE = 5
/** A fresh copy of the old version is as old as the new one, and so as large, unless one of them leaks. */
const MEMORY_OVER_BASELINE = 1.5

/** By the objectives of `service` over all its requests; undefined if it has none for availability. */
export function policyOf({ services, slos }: SloModel, service: string): Policy | undefined {
  const own = slos.flatMap((slo) => {
    const whole =
      slo.service === service && slo.indicator.source === 'requests' && slo.indicator.routes === 'all'
    return whole && slo.indicator.source === 'requests' ? [{ ...slo, bad: slo.indicator.bad }] : []
  })
  const strictest = (objectives: readonly number[]): number => Math.max(...objectives)
  const availability = own.filter(({ bad }) => 'failed' in bad).map(({ objective }) => objective)
  if (availability.length === 0) return undefined
  const latency: Record<string, number> = {}
  for (const { bad, objective } of own)
    if ('slowerThanSeconds' in bad) {
      const bound = String(bad.slowerThanSeconds)
      latency[bound] = strictest([latency[bound] ?? 0, objective])
    }
  const limits = PLATFORM_THRESHOLDS[services.find(({ name }) => name === service)?.tier ?? 'standard']
  return {
    ...POLICY_DEFAULTS,
    slo: strictest(availability),
    latency,
    saturation: { event_loop: limits.eventLoopBusy, pool: limits.poolWaiting, memory: MEMORY_OVER_BASELINE },
    min_blocks: LEAST_BLOCKS_OF_A_SERVICE,
  }
}
