import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tiersOf } from '../../../slo/model/tiers.ts'
import { only, slo, window } from './documents.ts'
import { read } from './read.ts'

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

  it('may be an entry of a list', () => {
    const list = `-${slo().trim().replaceAll('\n', '\n  ').replace(/^/, ' ')}`
    assert.deepEqual(only(list).place, { file: 'slo.yaml', line: 4 })
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
