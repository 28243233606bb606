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

  it('keeps the labels that its alerts are routed by, the particular before the general', () => {
    const given = 'alerting: {labels: {team: night, b: 2}, page_alert: {labels: {routing_key: x, team: day}}}'
    const text = sloth(`labels: {area: shop}\n    ${given}`, 'owner: shop, team: all, area: any')
    assert.deepEqual(read(text).model.slos[0]?.labels, {
      page: { area: 'shop', b: '2', routing_key: 'x', team: 'day' },
      ticket: { area: 'shop', b: '2', team: 'night' },
    })
    assert.equal(read(sloth('')).model.slos[0]?.labels, undefined)
  })

  it('leaves to Prometheus and to the alerts the labels that are theirs', () => {
    const text = sloth(
      'alerting: {labels: {window: 5m, alertname: x, __name__: y, slo: errors, owner: shop}}',
    )
    const { model, lints } = read(text)
    assert.equal(model.slos[0]?.labels, undefined)
    assert.deepEqual(
      lints.map(({ message }) => message.split(' ')[1]),
      ['__name__', 'alertname', 'window'],
    )
  })

  it('keeps annotations, but for templates and for those that every alert has', () => {
    const annotations = "summary: '{{ $value }}', graph: 'https://example.org', query: '{{ $labels.job }}'"
    const { model, lints } = read(sloth(`alerting: {annotations: {${annotations}}}`))
    const graph = { graph: 'https://example.org' }
    assert.deepEqual(model.slos[0]?.annotations, { page: graph, ticket: graph })
    assert.deepEqual(
      lints.map(({ code }) => code),
      ['SLO_ALERTING_IGNORED'],
    )
  })
})
