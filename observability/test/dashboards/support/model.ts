// A stamped service with objectives of both kinds, and a service that is not stamped.
import type { Service, Slo, SloModel } from '../../../slo/model/model.ts'
import { tiersOf } from '../../../slo/model/tiers.ts'

const place = { file: 'slo.yaml', line: 1 }

const stamped: Service = {
  name: 'acme-orders',
  displayName: 'Acme orders',
  owner: 'team-acme',
  tier: 'standard',
  stamped: true,
  links: { repository: 'https://github.com/acme/orders', console: 'http://localhost:4318' },
  place,
}
const other: Service = { ...stamped, name: 'checkout', displayName: 'Checkout', stamped: false }

const availability: Slo = {
  service: 'acme-orders',
  name: 'availability',
  displayName: 'Requests answered without a failure of ours',
  description: '',
  owner: 'team-acme',
  kind: 'availability',
  objective: 0.999,
  period: '30d',
  tiers: tiersOf('30d'),
  indicator: { source: 'requests', routes: 'all', bad: { failed: true } },
  place,
}
const latency: Slo = {
  ...availability,
  name: 'latency',
  displayName: 'Requests answered within 300 ms',
  kind: 'latency',
  objective: 0.99,
  indicator: {
    source: 'requests',
    routes: [{ method: 'GET', route: '/orders' }, { route: '/orders/:id' }],
    bad: { slowerThanSeconds: 0.3 },
  },
}
const query = (text: string) => ({ text, yields: 'counter' as const, place })
const payments: Slo = {
  ...availability,
  service: 'checkout',
  name: 'payments',
  displayName: 'Payments taken',
  indicator: {
    source: 'events',
    count: { bad: query('sum(payments_total{result="failed"})') },
    total: query('sum(payments_total)'),
  },
}

export const MODEL: SloModel = { services: [stamped, other], slos: [availability, latency, payments] }

/** The same with another objective for the stamped service's availability. */
export function promising(objective: number): SloModel {
  return { ...MODEL, slos: [{ ...availability, objective }, latency, payments] }
}
