import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { counterTerms } from '../../../slo/promql/counters.ts'

/** Signs and selectors, as one line each. */
function read(query: string): string[] | undefined {
  return counterTerms(query)?.map(
    ({ sign, selector: { metric, matchers } }) =>
      `${sign > 0 ? '+' : '-'} ${metric}${matchers.map(({ label, op, value }) => ` ${label}${op}${value}`).join('')}`,
  )
}

describe('a query that counts', () => {
  for (const [query, terms] of [
    ['sum(rate(x_total{code=~"5.."}[{{.window}}]))', ['+ x_total code=~5..']],
    ['sum by (job) (increase(x_total[{{.window}}]))', ['+ x_total']],
    ['sum(rate(x_total[{{.window}}])) by (job)', ['+ x_total']],
    ['sum(x_total{a="b",c!="d"})', ['+ x_total a=b c!=d']],
    ['x_total', ['+ x_total']],
    ['(sum(rate(x[5m])) - sum(rate(y[5m])))', ['+ x', '- y']],
    ['sum(rate(x[5m])) - (sum(rate(y[5m])) - sum(rate(z[5m])))', ['+ x', '- y', '+ z']],
    ['sum(rate(x{code="500"}[5m])) or vector(0)', ['+ x code=500']],
    ['sum(rate({__name__="x",a="b"}[5m]))', ['+ x a=b']],
    ["sum(rate(x{a='it\\'s', b=`c\\d`}[5m]))", ["+ x a=it's b=c\\d"]],
  ] as const) {
    it(`is read: ${query}`, () => assert.deepEqual(read(query), terms))
  }

  for (const query of [
    'sum(rate(x[5m])) / sum(rate(y[5m]))',
    'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
    'sum(rate(x[5m] offset 1h))',
    'max(rate(x[5m]))',
    'sum(rate(x[5m]) * on (pod) group_left kube_pod)',
    'sum(rate(x[5m])) or vector(1)',
    'sum(rate(x[5m:1m]))',
    '2 * sum(rate(x[5m]))',
    'sum(rate({__name__=~"x.*"}[5m]))',
    'x{"quoted.label"="a"}',
    'time()',
  ]) {
    it(`is left as it is: ${query}`, () => assert.equal(read(query), undefined))
  }
})
