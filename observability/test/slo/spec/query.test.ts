import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bad, only, slo } from './documents.ts'

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

  it('loses its comments, which would swallow what is put after it', () => {
    const text = 'sum(rate(bad_total{path=~"#.*"}[{{.window}}])) # "bad'
    assert.equal(bad(slo({ bad: text }))?.text, 'sum(rate(bad_total{path=~"#.*"}[{{.window}}]))')
  })

  it('without a range is a counter or a count per sample, as the file says', () => {
    const queries = { bad: 'sum(bad_total)', total: 'sum(all_total)' }
    assert.equal(bad(slo({ ...queries, counter: true }))?.yields, 'counter')
    assert.equal(bad(slo({ ...queries, counter: false }))?.yields, 'delta')
    assert.equal(bad(slo(queries))?.yields, 'counter', 'by the names, which end in _total')
  })

  it('for a value keeps its ranges, and looks back five minutes where it has the window', () => {
    const ratio = /ratioMetric:.*(?= objectives)/s
    const value = 'max(rate(a_total[{{ .window }}])) - max_over_time(b[1h])'
    const metric = `thresholdMetric: {metricSource: {type: prometheus, spec: {query: '${value}'}}}\n `
    const { indicator } = only(
      slo({ objectives: '[{target: 0.9, op: lt, value: 3}]' }).replace(ratio, metric),
    )
    assert.deepEqual(indicator.source === 'threshold' && [indicator.query.text, indicator.good], [
      'max(rate(a_total[5m])) - max_over_time(b[1h])',
      { op: 'lt', bound: 3 },
    ])
  })

  it('speaks of latency if it reads a histogram, unless its author says otherwise', () => {
    const total = 'sum(rate(t_seconds_count[{{.window}}]))'
    const queries = { bad: `${total} - sum(rate(t_seconds_bucket{le="1"}[{{.window}}]))`, total }
    assert.equal(only(slo(queries)).kind, 'latency')
    assert.equal(only(slo({ ...queries, labels: 'owner: shop, kind: availability' })).kind, 'availability')
    assert.equal(only(slo()).kind, 'availability')
  })
})
