import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { compileRules } from '../../../slo/compile/index.ts'
import { readSpecs } from '../../../slo/spec/index.ts'

const sloth = `
version: prometheus/v1
service: orders
labels: {owner: shop}
slos:
  - name: errors
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(bad_total[{{.window}}]))
        total_query: sum(rate(all_total[{{.window}}]))
    alerting:
      labels: {severity: all, window: never}
      annotations: {summary: theirs, graph: https://example.org}
      page_alert: {labels: {routing_key: orders}}
      ticket_alert: {labels: {channel: '#orders'}}
`

interface Alert {
  readonly alert?: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const { model } = readSpecs([{ path: 'slo.yaml', text: sloth }])
const alerts = compileRules(model)
  .flatMap(({ text }) => (parse(text) as { groups: { rules: Alert[] }[] }).groups)
  .flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))

describe("the alerts of a file of Sloth's", () => {
  it('have the labels it routes by, each severity its own, and absence those of a page', () => {
    const routed = alerts.map(({ labels: { severity, routing_key, channel } }) => [
      severity,
      routing_key ?? channel,
    ])
    assert.deepEqual(routed, [
      ['page', 'orders'],
      ['page', 'orders'],
      ['ticket', '#orders'],
      ['ticket', '#orders'],
      ['page', 'orders'],
    ])
  })

  it('keep their own labels and annotations', () => {
    const [first] = alerts
    assert.deepEqual(first?.labels, {
      routing_key: 'orders',
      severity: 'page',
      slo: 'errors',
      service: 'orders',
      owner: 'shop',
      window: '1h',
    })
    assert.equal(first?.annotations.graph, 'https://example.org')
    assert.match(first?.annotations.summary ?? '', /^orders errors /)
  })
})
