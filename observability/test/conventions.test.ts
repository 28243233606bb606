import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as attributes from '../conventions/attributes.ts'
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from '../conventions/index.ts'
import { COPY, renderCopy } from '../conventions/write-copy.ts'

test("the service template's copy of the conventions is fresh", () => {
  const remedy = 'run: node observability/conventions/write-copy.ts'
  assert.equal(readFileSync(COPY, 'utf8'), renderCopy(), remedy)
})

test('metric names are legal in Prometheus and say their unit', () => {
  for (const name of Object.values(METRICS)) assert.match(name, /^[a-z][a-z0-9_]*$/)
  assert.match(METRICS.httpServerRequestDuration, /_seconds$/)
})

test('what is a label of metrics and an attribute of spans has one name, in the spelling of each', () => {
  const named = JSON.stringify(attributes).replaceAll('.', '_')
  const { commit, ...labels } = LABELS
  const own = [labels.poolState, labels.dbCollection] // of metrics alone
  for (const label of Object.values(labels))
    assert.ok(own.includes(label as never) || named.includes(`"${label}"`), label)
})

test('latency bounds rise', () => {
  const sorted = [...LATENCY_BOUNDS_SECONDS].sort((a, b) => a - b)
  assert.deepEqual([...LATENCY_BOUNDS_SECONDS], sorted)
})
