// What goes wrong with the services in trouble, and what theory says of each.
import { once } from 'node:events'
import { PLATFORM_HOLD_SECONDS } from '../../../observability/slo/model/platform.ts'
import { threshold, tiersOf } from '../../../observability/slo/model/tiers.ts'
import type { Incident } from './theory.ts'
import { slowedBy, unslowed, withoutTable, withTable } from './trouble.ts'
import type { Service } from './world.ts'

/** Requests of each service. */
export const PER_SECOND = 4

const [page] = tiersOf('30d')
if (!page) throw new Error('there is no tier that pages')
const burning =
  (objective: number, ratio: number) =>
  (calmMinutes: number): Incident => ({
    threshold: threshold(page, objective),
    longMinutes: 60,
    shortMinutes: 5,
    ratio,
    calmMinutes,
  })

export interface Fault {
  readonly name: string
  readonly alert: string
  readonly runbook: string
  readonly env?: Record<string, string>
  /** What the latency objective calls slow, if it is not far beyond what a busy machine does to a request. */
  readonly within?: string
  /** Requests a second in the three days before, of PER_SECOND now; none: it is new. */
  readonly past?: number
  readonly break: (service: Service) => Promise<unknown>
  readonly mend: (service: Service) => Promise<unknown>
  /** What theory says of it, after so many minutes of calm. */
  readonly incident?: (calmMinutes: number) => Incident
  /** Minutes from the fault to its alert, where no incident says. */
  readonly fires?: number
  /** Minutes that its end may take to be told of at most, where no incident says; none: that is not waited for. */
  readonly resets?: number
  /** Callers that come with the fault, each sending its next request when the last was answered. */
  readonly crowd?: number
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'failing-orders',
    alert: 'SloAvailabilityFastBurn',
    runbook: 'availability-fast-burn',
    past: PER_SECOND,
    break: withoutTable,
    mend: withTable,
    incident: burning(0.999, 1),
  },
  {
    name: 'slow-orders',
    alert: 'SloLatencyFastBurn',
    runbook: 'latency-fast-burn',
    past: PER_SECOND / 10,
    within: '300ms',
    break: slowedBy(0.4),
    mend: unslowed,
    incident: burning(0.99, 10),
  },
  {
    name: 'stopped-orders',
    alert: 'TelemetryAbsent',
    runbook: 'telemetry-absent',
    break: async ({ process }) => {
      process.kill('SIGTERM')
      await once(process, 'exit')
    },
    mend: async () => {},
    fires: PLATFORM_HOLD_SECONDS / 60,
    resets: 0,
  },
  {
    // Three requests wait for the one connection: their average over five minutes is above 1 after at most a third of it.
    name: 'crowded-orders',
    alert: 'DatabasePoolSaturated',
    runbook: 'database-pool-saturated',
    env: { DATABASE_POOL_MAX: '1' },
    crowd: 4,
    break: slowedBy(0.03),
    mend: unslowed,
    fires: PLATFORM_HOLD_SECONDS / 60 + 5 / 3,
    resets: 5,
  },
  {
    // Nothing is known of the days before, so that every tier fires at once.
    name: 'burning-orders',
    alert: 'SloAvailabilityFastBurn',
    runbook: 'availability-fast-burn',
    break: withoutTable,
    mend: withTable,
    fires: 0.5,
  },
]
