import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LogStore } from '../../console/store/logs.ts'
import { MetricStore } from '../../console/store/metrics.ts'
import { TraceStore } from '../../console/store/traces.ts'
import { ORDERS, span, TRACE_ID } from './spans.ts'

const ROOMY = { spans: 1_000, bytes: 1e9, spansPerTrace: 1_000 }
const traceId = (number: number) => number.toString(16).padStart(32, '0')

describe('the trace store', () => {
  it('makes room for new traces by forgetting the oldest', () => {
    const store = new TraceStore({ ...ROOMY, spans: 3 })
    for (const number of [1, 2, 3, 4, 5]) store.add(span(number, 0, 1, { traceId: traceId(number) }))
    assert.deepEqual(
      store.list().map((trace) => trace.traceId),
      [5, 4, 3].map(traceId),
    )
    assert.equal(store.spanCount, 3)
  })

  it('stays within its bytes under a flood of large spans', () => {
    const bytes = 1_000_000
    const store = new TraceStore({ ...ROOMY, bytes })
    for (let number = 1; number < 500; number++) {
      store.add(span(number, 0, 1, { traceId: traceId(number), attributes: { body: 'x'.repeat(50_000) } }))
      assert.ok(store.byteCount <= bytes)
    }
    assert.ok(store.spanCount > 10)
  })

  it('keeps the first spans of a trace that is too long and counts the others', () => {
    const store = new TraceStore({ ...ROOMY, spansPerTrace: 2 })
    for (const number of [1, 2, 3, 4]) store.add(span(number, 0, 1))
    assert.equal(store.get(TRACE_ID)?.spans.length, 2)
    assert.equal(store.get(TRACE_ID)?.dropped, 2)
  })

  it('keeps a span that came twice once', () => {
    const store = new TraceStore(ROOMY)
    store.add(span(1, 0, 1))
    store.add(span(1, 0, 1))
    assert.equal(store.get(TRACE_ID)?.spans.length, 1)
    assert.equal(store.spanCount, 1)
  })

  it('returns to nothing when even one trace is too large', () => {
    const store = new TraceStore({ ...ROOMY, bytes: 10 })
    store.add(span(1, 0, 1))
    assert.deepEqual([store.spanCount, store.byteCount, store.list().length], [0, 0, 0])
  })
})

describe('the log store', () => {
  it('keeps the newest records', () => {
    const store = new LogStore({ records: 2, bytes: 1e9 })
    for (const body of ['a', 'b', 'c']) {
      store.add({
        timeNs: 1n,
        severity: 'info',
        body,
        attributes: {},
        traceId: undefined,
        spanId: undefined,
        resource: ORDERS,
      })
    }
    assert.deepEqual(
      store.list().map(({ body }) => body),
      ['c', 'b'],
    )
  })
})

describe('the metric store', () => {
  it('forgets the series longest silent', () => {
    const store = new MetricStore({ series: 2 })
    const point = { unit: '', kind: 'gauge', timeNs: 1n, value: 1, count: undefined, sum: undefined } as const
    const add = (name: string) =>
      store.add({ ...point, name, attributes: {}, bounds: [], counts: [], resource: ORDERS })
    for (const name of ['a', 'b', 'a', 'c']) add(name)
    assert.deepEqual(
      store.list().map(({ name }) => name),
      ['a', 'c'],
    )
  })
})
