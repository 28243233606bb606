import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { read } from './read.ts'

const sloth = (slo: string, labels = 'owner: shop'): string => `
version: prometheus/v1
service: orders
labels: {${labels}}
slos:
  - name: errors
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(bad_total[{{.window}}]))
        total_query: sum(rate(all_total[{{.window}}]))
    ${slo}
`

describe("Sloth's prometheus/v1", () => {
  it('becomes the same model, over 30 days', () => {
    const [slo] = read(sloth('description: "What it is."')).model.slos
    const { service, name, owner, objective, period, description, kind, place } = slo ?? {}
    assert.deepEqual(
      { service, name, owner, objective, period, description, kind, place },
      {
        service: 'orders',
        name: 'errors',
        owner: 'shop',
        objective: 0.999,
        period: '30d',
        description: 'What it is.',
        kind: 'availability',
        place: { file: 'slo.yaml', line: 6 },
      },
    )
  })

  it('loses the tiers whose alerts are disabled', () => {
    const severities = (alerting: string) =>
      read(sloth(`alerting: {name: X, ${alerting}}`)).model.slos[0]?.tiers.map(({ severity }) => severity)
    assert.deepEqual(severities('page_alert: {disable: true}'), ['ticket', 'ticket'])
    assert.deepEqual(severities('ticket_alert: {disable: true}'), ['page', 'page'])
    assert.deepEqual(severities('page_alert: {labels: {a: b}}'), ['page', 'page', 'ticket', 'ticket'])
  })

  it('is owned by the SLO before the file, and takes what it does not know of a tier for standard', () => {
    const { slos, services } = read(sloth('labels: {owner: night-shift}', 'owner: shop, tier: "2"')).model
    assert.deepEqual([slos[0]?.owner, services[0]?.tier], ['night-shift', 'standard'])
  })

  it('lets templates be in annotations, which are not carried over', () => {
    assert.equal(read(sloth("alerting: {annotations: {summary: '{{ $value }}'}}")).lints.length, 0)
  })
})
