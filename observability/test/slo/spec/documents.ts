// Documents of OpenSLO, as short as they can be, for tests that look at one thing each.
import assert from 'node:assert/strict'
import { read } from './read.ts'

interface Parts {
  readonly name?: string
  readonly labels?: string
  readonly spec?: string
  readonly objectives?: string
  readonly bad?: string
  readonly total?: string
  readonly counter?: boolean
}

export const slo = ({ name = 'errors', labels = 'owner: shop', spec = '', ...parts }: Parts = {}): string => `
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

export const only = (text: string) => {
  const { model } = read(text)
  assert.equal(model.slos.length, 1)
  return model.slos[0] as (typeof model.slos)[number]
}
export const bad = (text: string) => {
  const { indicator } = only(text)
  return indicator.source === 'events' && 'bad' in indicator.count ? indicator.count.bad : undefined
}
export const window = (duration: string): string => `timeWindow: [{duration: ${duration}, isRolling: true}]`
