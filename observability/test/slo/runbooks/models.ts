// Models that runbooks are rendered for, and the pages as they stand in runbooks/.
import { readdirSync, readFileSync } from 'node:fs'
import { ALERTS, type AlertKind } from '../../../slo/alerts.ts'
import type { Indicator, Service, Slo, SloModel } from '../../../slo/model/model.ts'
import { tiersOf } from '../../../slo/model/tiers.ts'
import { FILES } from '../../../slo/names.ts'
import { runbooks } from '../../../slo/runbooks/index.ts'

export const FOLDER = new URL('../../../../runbooks/', import.meta.url)

export const pages: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')]),
)

const place = { file: 'slo.yaml', line: 1 }

const service: Service = {
  name: 'acme-orders',
  displayName: 'Acme Orders',
  owner: 'team-acme',
  tier: 'standard',
  stamped: true,
  links: {
    repository: 'https://code.acme.example/acme/orders',
    grafana: 'https://grafana.acme.example',
    console: 'https://console.acme.example',
  },
  place,
}

export const requests = (bad: { failed: true } | { slowerThanSeconds: number }): Indicator => ({
  source: 'requests',
  routes: 'all',
  bad,
})

export function sloOf(of: Service, changes: Partial<Slo> & Pick<Slo, 'name' | 'kind' | 'indicator'>): Slo {
  const { name: ofService, owner } = of
  const common = { service: ofService, owner, displayName: changes.name, description: '', place }
  return { ...common, objective: 0.999, period: '30d', tiers: tiersOf('30d'), ...changes }
}

export function modelOf(
  changes: Partial<Service>,
  slos: (service: Service) => Slo[] = stampedSlos,
): SloModel {
  const changed = { ...service, ...changes }
  return { services: [changed], slos: slos(changed) }
}

function stampedSlos(of: Service): Slo[] {
  return [
    sloOf(of, {
      name: 'availability',
      kind: 'availability',
      displayName: 'Requests answered without a failure of ours',
      indicator: requests({ failed: true }),
    }),
    sloOf(of, {
      name: 'latency',
      kind: 'latency',
      objective: 0.99,
      displayName: 'Requests answered within 300 ms',
      indicator: requests({ slowerThanSeconds: 0.3 }),
    }),
  ]
}

/** The service that the pages are written about. */
export const example = modelOf({ onCall: 'oncall@acme.example' })

/** Stamped, and with everything but the kinds of alert unlike the example. */
export const stamped = modelOf(
  {
    name: 'billing',
    displayName: 'Billing',
    owner: 'money',
    tier: 'internal',
    links: { console: 'http://127.0.0.1:4318' },
  },
  (of) => [
    ...stampedSlos(of).filter(({ kind }) => kind === 'availability'),
    sloOf(of, {
      name: 'invoices-in-time',
      kind: 'latency',
      objective: 0.95,
      period: '28d',
      tiers: tiersOf('28d'),
      indicator: {
        source: 'requests',
        routes: [{ method: 'GET', route: '/invoices/:id' }, { route: '/invoices' }],
        bad: { slowerThanSeconds: 1 },
      },
    }),
  ],
)

/** Read from somebody else's metrics. */
export const foreign = modelOf({ name: 'legacy', displayName: 'Legacy', stamped: false }, (of) => [
  sloOf(of, {
    name: 'checkout',
    kind: 'availability',
    indicator: {
      source: 'events',
      count: { bad: { text: 'sum(rate(legacy_failures_total[{{.window}}]))', yields: 'rate', place } },
      total: { text: 'sum(rate(legacy_requests_total[{{.window}}]))', yields: 'rate', place },
    },
  }),
  sloOf(of, {
    name: 'queue-age',
    kind: 'latency',
    indicator: {
      source: 'threshold',
      query: { text: 'max(legacy_queue_age_seconds)', yields: 'counter', place },
      good: { op: 'lte', bound: 30 },
    },
  }),
])

export const models = { example, stamped, foreign }

export function rendered(model: SloModel): Map<string, string> {
  return new Map(runbooks(model, pages).map(({ path, text }) => [path, text]))
}

export function renderedPage(model: SloModel, kind: AlertKind = ALERTS.availabilityFast): string {
  const text = rendered(model).get(FILES.runbook({ name: '', ...model.services[0] }, kind))
  if (text === undefined) throw new Error(`${kind.runbook} was not rendered`)
  return text
}
