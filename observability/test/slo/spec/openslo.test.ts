import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tiersOf } from '../../../slo/model/tiers.ts'
import { problemsOf, read } from './read.ts'

interface Parts {
  readonly name?: string
  readonly labels?: string
  readonly spec?: string
  readonly objectives?: string
  readonly bad?: string
  readonly total?: string
  readonly counter?: boolean
}

const slo = ({ name = 'errors', labels = 'owner: shop', spec = '', ...parts }: Parts = {}): string => `
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  labels: {${labels}}
spec:
  service: orders
  budgetingMethod: Occurrences
  ${spec}
  indicator:
    spec:
      ratioMetric:
        ${parts.counter === undefined ? '' : `counter: ${parts.counter}`}
        bad: {metricSource: {type: prometheus, spec: {query: '${parts.bad ?? 'rate(bad_total[{{.window}}])'}'}}}
        total: {metricSource: {type: prometheus, spec: {query: '${parts.total ?? 'rate(all_total[{{.window}}])'}'}}}
  objectives: ${parts.objectives ?? '[{target: 0.999}]'}
`

const only = (text: string) => {
  const { model } = read(text)
  assert.equal(model.slos.length, 1)
  return model.slos[0] as (typeof model.slos)[number]
}
const bad = (text: string) => {
  const { indicator } = only(text)
  return indicator.source === 'events' && 'bad' in indicator.count ? indicator.count.bad : undefined
}
const window = (duration: string): string => `timeWindow: [{duration: ${duration}, isRolling: true}]`

describe('an OpenSLO document', () => {
  it('becomes an objective with the place where it was said', () => {
    const { place, service, name, owner, objective, tiers, indicator } = only(slo())
    assert.deepEqual(
      { service, name, owner, objective },
      { service: 'orders', name: 'errors', owner: 'shop', objective: 0.999 },
    )
    assert.deepEqual(place, { file: 'slo.yaml', line: 5 })
    assert.deepEqual(tiers, tiersOf('30d'))
    assert.deepEqual(indicator, {
      source: 'events',
      count: {
        bad: { text: 'rate(bad_total[{{.window}}])', yields: 'rate', place: { file: 'slo.yaml', line: 15 } },
      },
      total: { text: 'rate(all_total[{{.window}}])', yields: 'rate', place: { file: 'slo.yaml', line: 16 } },
    })
  })

  it('takes a share and per cent alike, without the noise of binary fractions', () => {
    for (const objectives of ['[{target: 0.9995}]', '[{targetPercent: 99.95}]']) {
      assert.equal(only(slo({ objectives })).objective, 0.9995)
    }
  })

  it('takes equal lengths of the window for equal', () => {
    for (const [duration, period] of [
      ['7d', '7d'],
      ['1w', '7d'],
      ['168h', '7d'],
      ['4w', '28d'],
      ['720h', '30d'],
      ['43200m', '30d'],
      ['90d', '90d'],
    ]) {
      assert.equal(only(slo({ spec: window(duration as string) })).period, period)
    }
    assert.equal(only(slo()).period, '30d')
  })

  it('with several objectives becomes several, named after their display names or targets', () => {
    const objectives =
      '[{target: 0.9, displayName: "Good: Ünder 1 s!"}, {target: 0.999}, {targetPercent: 99}]'
    const { slos } = read(slo({ objectives })).model
    const found = slos.map(({ name, objective }) => [name, objective])
    assert.deepEqual(found, [
      ['errors-99', 0.99],
      ['errors-99-9', 0.999],
      ['errors-good-under-1-s', 0.9],
    ])
  })

  it('takes its owner from a label, an annotation, its service or the option, in this order', () => {
    const service =
      '---\napiVersion: openslo/v1\nkind: Service\nmetadata: {name: orders, labels: {owner: of-service}}\n'
    const annotated = slo({ labels: '' }).replace('labels: {}', 'annotations: {owner: annotated}')
    const owner = (text: string) => read(text, { owner: 'of-option' }).model.slos[0]?.owner
    assert.equal(owner(slo() + service), 'shop')
    assert.equal(owner(annotated + service), 'annotated')
    assert.equal(owner(slo({ labels: '' }) + service), 'of-service')
    assert.equal(owner(slo({ labels: '' })), 'of-option')
    const { model, lints } = read(slo({ labels: '' }))
    assert.deepEqual([model.slos[0]?.owner, lints[0]?.code], ['unowned', 'SLO_OWNER_MISSING'])
  })

  it('leaves x- fields and unknown labels alone', () => {
    assert.equal(
      only(slo({ labels: 'owner: shop, "example.com/team": a', spec: 'x-note: {any: thing}' })).owner,
      'shop',
    )
  })
})

describe('a query', () => {
  it('is a rate if it has the window, however that is written', () => {
    const text = 'sum(rate(bad_total[{{ .window }}]))'
    assert.deepEqual(bad(slo({ bad: text }))?.text, 'sum(rate(bad_total[{{.window}}]))')
  })

  it('gives up a range of its own for the windows of the alerts', () => {
    const found = bad(slo({ bad: 'sum(increase(bad_total[5m])) + sum(rate(worse_total[1h] offset 5m))' }))
    assert.equal(
      found?.text,
      'sum(rate(bad_total[{{.window}}])) + sum(rate(worse_total[{{.window}}] offset 5m))',
    )
    assert.equal(found?.yields, 'rate')
  })

  it('keeps a range that is within another', () => {
    const samples = 'sum(sum_over_time((rate(bad_total[1m]) > bool 5)[{{.window}}:]))'
    const found = bad(slo({ bad: samples, total: 'sum(count_over_time(bad_total[{{.window}}]))' }))
    assert.deepEqual([found?.text, found?.yields], ['sum(((rate(bad_total[1m]) > bool 5)))', 'delta'])
  })

  it('without a range is a counter or a count per sample, as the file says', () => {
    const queries = { bad: 'sum(bad_total)', total: 'sum(all_total)' }
    assert.equal(bad(slo({ ...queries, counter: true }))?.yields, 'counter')
    assert.equal(bad(slo({ ...queries, counter: false }))?.yields, 'delta')
    assert.equal(bad(slo(queries))?.yields, 'counter', 'by the names, which end in _total')
  })

  it('speaks of latency if it reads a histogram, unless its author says otherwise', () => {
    const total = 'sum(rate(t_seconds_count[{{.window}}]))'
    const queries = { bad: `${total} - sum(rate(t_seconds_bucket{le="1"}[{{.window}}]))`, total }
    assert.equal(only(slo(queries)).kind, 'latency')
    assert.equal(only(slo({ ...queries, labels: 'owner: shop, kind: availability' })).kind, 'availability')
    assert.equal(only(slo()).kind, 'availability')
  })
})

describe('a service', () => {
  const service = (metadata: string): string =>
    `${slo()}---\napiVersion: openslo/v1\nkind: Service\nmetadata: {name: orders, ${metadata}}\n`
  const serviceOf = (text: string, options = {}) => read(text, options).model.services[0]

  it('is made from the SLOs that name it', () => {
    assert.deepEqual(serviceOf(slo()), {
      name: 'orders',
      displayName: 'orders',
      owner: 'shop',
      tier: 'standard',
      stamped: false,
      links: { console: 'http://127.0.0.1:4318' },
      place: { file: 'slo.yaml', line: 8 },
    })
  })

  it('has the tier and the links of its document, and those of the options before them', () => {
    const annotations =
      '"paved-road/repository": "https://git.example.org/x/", "paved-road/grafana": "https://g.example.org"'
    const text = service(`labels: {tier: critical}, annotations: {${annotations}}`)
    assert.equal(serviceOf(text)?.tier, 'critical')
    assert.deepEqual(serviceOf(text, { links: { grafana: 'https://other.example.org/' } })?.links, {
      repository: 'https://git.example.org/x',
      grafana: 'https://other.example.org',
      console: 'http://127.0.0.1:4318',
    })
  })

  it('has no link that is only the console by another name', () => {
    const links = {
      console: 'http://c.example.org/',
      repository: 'http://c.example.org',
      grafana: 'http://c.example.org/',
    }
    assert.deepEqual(serviceOf(slo(), { links })?.links, { console: 'http://c.example.org' })
  })

  it('refuses a link of the options by the option', () => {
    const problems = problemsOf(() => read(slo(), { links: { grafana: 'grafana' } }))
    assert.match(problems[0] ?? '', /^SLO_LINK_INVALID --grafana grafana "grafana" is not the base/)
  })
})

describe('alert policies', () => {
  const policy = (severity: string, threshold: number, lookbackWindow: string, more = ''): string =>
    `{spec: {${more} conditions: [{spec: {severity: ${severity}, condition: {op: gt, threshold: ${threshold}, lookbackWindow: ${lookbackWindow}}}}]}}`
  const tiers = (...policies: string[]) =>
    only(slo({ spec: `alertPolicies: [${policies.join(', ')}]` })).tiers

  it('replace the tiers, most urgent first, each with a twelfth of its window', () => {
    assert.deepEqual(tiers(policy('low', 1, '72h'), policy('High', 14.4, '1h')), [
      { severity: 'page', long: '1h', short: '5m', share: 0.02, factor: 14.4 },
      { severity: 'ticket', long: '3d', short: '6h', share: 0.1, factor: 1 },
    ])
  })

  it('that do not alert when the budget burns leave no tier', () => {
    assert.deepEqual(tiers(policy('page', 14.4, '1h', 'alertWhenBreaching: false,')), [])
  })
})
