import type { Service, Slo, SloModel } from '../../../slo/model/model.ts'
import type { Period } from '../../../slo/model/periods.ts'
import { isReachable, tiersOf } from '../../../slo/model/tiers.ts'

const place = { file: 'slo.yaml', line: 1 }

export interface Wanted {
  readonly kind: 'availability' | 'latency'
  readonly objective?: number
  readonly period?: Period
}

/** An objective on all requests of a stamped service; slow is slower than 300 ms. */
export function objectiveOn({ kind, objective = 0.999, period = '30d' }: Wanted): Slo {
  return {
    service: 'shop',
    name: kind,
    displayName: kind,
    description: '',
    owner: 'team-shop',
    kind,
    objective,
    period,
    tiers: tiersOf(period).filter((tier) => isReachable(tier, objective)),
    indicator: {
      source: 'requests',
      routes: 'all',
      bad: kind === 'availability' ? { failed: true } : { slowerThanSeconds: 0.3 },
    },
    place,
  }
}

/** At 97 %, so that it takes several bad looks to set off any tier. */
export function thresholdOn(name: string): Slo {
  const query = {
    text: 'queue_oldest_message_age_seconds{queue="orders"}',
    yields: 'delta' as const,
    place,
  }
  const indicator = { source: 'threshold' as const, query, good: { op: 'lt' as const, bound: 30 } }
  return { ...objectiveOn({ kind: 'latency', objective: 0.97 }), name, indicator }
}

export function modelOf(...slos: readonly Slo[]): SloModel {
  const service: Service = {
    name: 'shop',
    displayName: 'Shop',
    owner: 'team-shop',
    tier: 'standard',
    stamped: true,
    links: { console: 'http://localhost:4318' },
    place,
  }
  return { services: [service], slos }
}
