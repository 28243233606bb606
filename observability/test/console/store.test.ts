import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MetricPoint, Span } from '../../console/model.ts'
import { LogStore } from '../../console/store/logs.ts'
import { MetricStore } from '../../console/store/metrics.ts'
import { sizeOf } from '../../console/store/size.ts'
import { TraceStore } from '../../console/store/traces.ts'
import { ORDERS, span, TRACE_ID } from './spans.ts'

const ROOMY = { spans: 1_000, bytes: 1e9, spansPerTrace: 1_000 }
const POINT: MetricPoint = {
  name: 'a',
  unit: '',
  kind: 'gauge',
  timeNs: 1n,
  attributes: {},
  value: 1,
  count: undefined,
  sum: undefined,
  bounds: [],
  counts: [],
  resource: ORDERS,
}
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

  it('makes room at a cost that does not grow with what it made room for', () => {
    const store = new TraceStore({ ...ROOMY, spans: 100_000 })
    const begin = performance.now()
    for (let number = 1; number <= 300_000; number++)
      store.add(span(number, 0, 1, { traceId: traceId(number) }))
    assert.ok(performance.now() - begin < 7_000, 'some 2 s; quadratic, it took 15')
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
        severityNumber: 9,
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
    const store = new MetricStore({ series: 2, bytes: 1e9 })
    for (const name of ['a', 'b', 'a', 'c']) store.add({ ...POINT, name })
    assert.deepEqual(
      store.list().map(({ name }) => name),
      ['a', 'c'],
    )
  })
  it('stays within its bytes under a flood of large series', () => {
    const bytes = 1_000_000
    const store = new MetricStore({ series: 1_000, bytes })
    for (let number = 1; number < 500; number++) {
      store.add({ ...POINT, attributes: { number, body: 'x'.repeat(10_000) } })
      assert.ok(store.byteCount <= bytes)
    }
    assert.ok(store.list().length > 10)
  })

  it('counts a series once, however often it is sent', () => {
    const store = new MetricStore({ series: 2, bytes: 1e9 })
    store.add(POINT)
    const once = store.byteCount
    store.add(POINT)
    assert.equal(store.byteCount, once)
  })
})

describe('the size of a record', () => {
  const LONG = 'x'.repeat(1000)
  const plain = span(1, 0, 1)
  const larger: Record<string, Partial<Span>> = {
    name: { name: LONG },
    'status message': { statusMessage: LONG },
    scope: { scope: LONG },
    identifiers: { traceId: LONG },
    'attribute value': { attributes: { a: LONG } },
    'attribute name': { attributes: { [LONG]: 1 } },
    'nested attribute': { attributes: { a: [{ b: LONG }] } },
    event: { events: [{ name: 'e', timeNs: 1n, attributes: { a: LONG } }] },
    link: { links: [{ traceId: LONG, spanId: '', attributes: {} }] },
    'resource service': { resource: { ...ORDERS, service: LONG } },
    'resource attribute': { resource: { ...ORDERS, attributes: { a: LONG } } },
  }
  for (const [what, more] of Object.entries(larger)) {
    it(`counts a long ${what}`, () => {
      assert.ok(sizeOf({ ...plain, ...more }) > sizeOf(plain) + 900)
    })
  }

  it("counts a histogram's buckets", () => {
    const counts = Array.from({ length: 100 }, () => 1n)
    assert.ok(sizeOf({ ...POINT, counts }) > sizeOf(POINT) + 800)
  })
})
