// Which traces are found, and how one is shown.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { TraceQuery } from '../../console/engine/parts.ts'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { type SpanToSend, send, traceBody, traceId } from './bodies.ts'
import { computing } from './computing.ts'
import { START, spanId, TRACE_ID } from './spans.ts'

const request = (
  trace: number,
  route: string,
  status: number,
  more: Partial<SpanToSend> = {},
): SpanToSend => ({
  trace: traceId(trace),
  id: trace * 10,
  name: `GET ${route}`,
  kind: 'server',
  from: trace * 1_000,
  to: trace * 1_000 + trace,
  failed: status >= 500,
  attributes: { 'http.route': route, 'http.request.method': 'GET', 'http.response.status_code': status },
  ...more,
})

describe('the list of traces', () => {
  let telemetry: KeptTelemetry
  before(() => {
    telemetry = createTelemetry()
    const query = { trace: traceId(2), id: 21, parent: 20, kind: 'client', from: 2_001, to: 2_002 } as const
    const attributes = {
      'db.system.name': 'postgresql',
      'db.query.text': 'SELECT 1',
      rows: 12,
      cached: false,
      share: 0.25,
    }
    send(
      telemetry,
      traceBody(
        { spans: [request(1, '/orders', 200), { ...query, attributes }, request(2, '/orders/:id', 404)] },
        {
          service: 'kitchen',
          resource: { 'service.version': '2.0', zone: 'a', cached: true },
          spans: [request(3, '/meals', 503), request(4, '/livez', 200), request(5, '/metrics', 500)],
        },
        { service: 'kitchen', spans: [{ ...request(2, '/meals', 200), id: 22, parent: 21, from: 2_003 }] },
      ),
    )
  })

  const found = (query: Partial<TraceQuery>) =>
    telemetry.traces({ limit: 100, ...query }).traces.map(({ traceId }) => Number.parseInt(traceId, 16))

  it('takes for the root what was called from elsewhere, though its query began in the same moment', () => {
    const called = createTelemetry()
    const query = { trace: traceId(7), id: 71, parent: 70, name: 'select', from: 7_000, to: 7_001 }
    send(called, traceBody({ spans: [query, request(7, '/orders', 200, { parent: 9, from: 7_000 })] }))
    const [trace] = called.traces({ limit: 1 }).traces
    assert.deepEqual([trace?.name, trace?.httpStatus], ['GET /orders', 200])
  })

  it('says of each what its root was about, the newest first', () => {
    const { traces, searched } = telemetry.traces({ limit: 100 })
    assert.deepEqual(
      traces.map(({ name, service, route, httpStatus }) => [name, service, route, httpStatus]),
      [
        ['GET /meals', 'kitchen', '/meals', 503],
        ['GET /orders/:id', 'orders', '/orders/:id', 404],
        ['GET /orders', 'orders', '/orders', 200],
      ],
    )
    assert.deepEqual(traces[1], {
      traceId: traceId(2),
      name: 'GET /orders/:id',
      service: 'orders',
      route: '/orders/:id',
      httpStatus: 404,
      services: ['orders', 'kitchen'],
      startNs: String(START + 2_000_000_000n),
      durationNs: 2_000_000,
      spans: 3,
      errors: 0,
      missing: 0,
    })
    assert.deepEqual(searched, { traces: 5, complete: true })
  })

  it('ends where as many were found as were asked for', () => {
    const { traces, searched } = telemetry.traces({ limit: 1, probes: true })
    assert.deepEqual([traces.length, searched], [1, { traces: 1, complete: false }])
  })

  const cases: [what: string, query: Partial<TraceQuery>, numbers: number[]][] = [
    ['probes, where they are asked for', { probes: true }, [5, 4, 3, 2, 1]],
    ['a service, in whatever place', { service: 'kitchen' }, [3, 2]],
    ['no service of that name', { service: 'kitche' }, []],
    ['a route of any server span', { route: '/meals' }, [3, 2]],
    ['failed ones', { status: 'error' }, [3]],
    ['ones without a failed span', { status: 'ok' }, [2, 1]],
    ['a status of any server span', { status: { code: 200 } }, [2, 1]],
    ['a class of statuses', { status: { class: 4 } }, [2]],
    ['ones that took at least so long', { minMs: 2 }, [3, 2]],
    ['ones that took at most so long', { maxMs: 2 }, [2, 1]],
    ['ones that began since', { since: Number(START / 1_000_000n) + 1_500 }, [3, 2]],
    ['ones that began until', { until: Number(START / 1_000_000n) + 1_500 }, [1]],
    ['an attribute with a text', { attributes: [{ key: 'db.query.text', value: 'SELECT 1' }] }, [2]],
    ['no part of a text', { attributes: [{ key: 'db.query.text', value: 'SELECT' }] }, []],
    ['a text under its own key only', { attributes: [{ key: 'db.system.name', value: 'SELECT 1' }] }, []],
    ['an attribute with a whole number', { attributes: [{ key: 'rows', value: '12' }] }, [2]],
    ['an attribute with a share', { attributes: [{ key: 'share', value: '0.25' }] }, [2]],
    ['an attribute that is false', { attributes: [{ key: 'cached', value: 'false' }] }, [2]],
    ['an attribute whatever its value', { attributes: [{ key: 'share' }] }, [2]],
    [
      'attributes that one span has together',
      { attributes: [{ key: 'cached' }, { key: 'rows', value: '12' }] },
      [2],
    ],
    [
      'none where two spans have them',
      { attributes: [{ key: 'share' }, { key: 'http.route', value: '/meals' }] },
      [],
    ],
    ['an attribute of the resource', { attributes: [{ key: 'zone', value: 'a' }] }, [3]],
    ['no other value of it', { attributes: [{ key: 'zone', value: 'b' }] }, []],
    ['an attribute of a span or of a resource', { attributes: [{ key: 'cached' }] }, [3, 2]],
    [
      'attributes that a span and its resource have together',
      {
        attributes: [
          { key: 'service.version', value: '2.0' },
          { key: 'http.route', value: '/meals' },
        ],
      },
      [3],
    ],
    [
      'none where another span of the resource has the other',
      { attributes: [{ key: 'zone' }, { key: 'rows' }], probes: true },
      [],
    ],
    [
      'what meets all that is asked',
      { service: 'kitchen', status: { class: 4 }, attributes: [{ key: 'rows' }] },
      [2],
    ],
  ]
  for (const [what, query, numbers] of cases) {
    it(`finds ${what}`, () => assert.deepEqual(found(query), numbers))
  }
})

describe('a trace', () => {
  const outlineOf = (...spans: SpanToSend[]) => {
    const telemetry = createTelemetry()
    // As exporters send them: whoever ends first comes first.
    send(telemetry, traceBody({ spans: [...spans].reverse() }))
    return telemetry.outline(TRACE_ID)
  }
  const tree = (...spans: SpanToSend[]) =>
    outlineOf(...spans)?.spans.map(({ spanId, parentSpanId, depth, orphan }) => [
      Number.parseInt(spanId, 16),
      parentSpanId && Number.parseInt(parentSpanId, 16),
      depth,
      orphan,
    ])

  it('is drawn with parents before children, siblings by start', () => {
    assert.deepEqual(
      tree(
        { id: 1 },
        { id: 2, parent: 1, from: 5 },
        { id: 3, parent: 1, from: 2 },
        { id: 4, parent: 3, from: 3 },
      ),
      [
        [1, null, 0, false],
        [3, 1, 1, false],
        [4, 3, 2, false],
        [2, 1, 1, false],
      ],
    )
  })

  it('draws a span whose parent is not held as a root of its own', () => {
    assert.deepEqual(tree({ id: 1 }, { id: 2, parent: 99, from: 1 }), [
      [1, null, 0, false],
      [2, 99, 0, true],
    ])
  })

  it('cuts a cycle at its earliest span, and loses none that hangs on it', () => {
    assert.deepEqual(
      tree(
        { id: 5, parent: 3, from: 0 },
        { id: 2, parent: 3, from: 2 },
        { id: 3, parent: 2, from: 1 },
        { id: 4, parent: 4, from: 9 },
      ),
      [
        [3, null, 0, false],
        [5, 3, 1, false],
        [2, 3, 1, false],
        [4, null, 0, false],
      ],
    )
  })

  it('says of each span in one line what it is about', () => {
    const details: [attributes: SpanToSend['attributes'], detail: string, failed?: string][] = [
      [
        { 'http.route': '/a', 'http.response.status_code': 503, 'error.type': 'DATABASE_BUSY' },
        '/a 503 DATABASE_BUSY',
      ],
      [{ 'http.route': '/a', 'http.response.status_code': 500, 'error.type': '500' }, '/a 500'],
      [{ 'db.query.text': 'SELECT *\n  FROM orders', 'http.request.method': 'GET' }, 'SELECT * FROM orders'],
      [{ 'db.statement': 'GET key' }, 'GET key'],
      [
        { 'http.request.method': 'GET', 'http.route': '/a', 'http.response.status_code': 404 },
        'GET /a 404',
        'no',
      ],
      [{ 'http.request.method': 'POST', 'url.full': 'http://b/c' }, 'POST http://b/c'],
      [{}, 'no such order', 'no such order'],
      [{ 'messaging.destination.name': 'orders' }, 'orders'],
      [{ 'db.query.text': `${'x'.repeat(298)}😀more` }, `${'x'.repeat(298)}…`],
      [{}, ''],
    ]
    const spans = details.map(([attributes = {}, , failed], index) => ({
      id: index + 1,
      from: index,
      attributes,
      ...(failed && { failed }),
    }))
    assert.deepEqual(
      outlineOf(...spans)?.spans.map(({ detail }) => detail),
      details.map(([, detail]) => detail),
    )
  })

  it('of 10,000 spans, each below the other, is outlined in a moment and in little', () => {
    const telemetry = createTelemetry()
    const attributes = {
      'db.query.text': 'SELECT id, item, quantity FROM orders WHERE id = $1',
      'db.system.name': 'postgresql',
    }
    const spans = Array.from({ length: 10_000 }, (_, index) => ({
      id: index + 1,
      ...(index > 0 && { parent: index }),
      from: index,
      to: 20_000 - index,
      attributes,
    }))
    send(telemetry, traceBody({ spans }))
    const spent = computing()
    const outline = telemetry.outline(TRACE_ID)
    const json = JSON.stringify(outline)
    assert.ok(spent() < 1_000, 'some 60 ms')
    assert.ok(json.length < 4 * 1024 ** 2, String(json.length))
    assert.equal(outline?.spans.at(-1)?.depth, 9_999)
    assert.equal(outline?.criticalPath.length, 19_999)
  })

  it('says of one span what the outline and the whole trace say of it', () => {
    const telemetry = createTelemetry()
    send(telemetry, traceBody({ spans: [{ id: 1 }, { id: 2, parent: 1, from: 1, failed: 'no' }] }))
    const span = telemetry.span(TRACE_ID, spanId(2))
    assert.deepEqual(telemetry.trace(TRACE_ID)?.spans[1], span)
    const outlined = telemetry.outline(TRACE_ID)?.spans[1]
    assert.deepEqual(
      Object.fromEntries(Object.keys(outlined ?? {}).map((key) => [key, span?.[key as 'name']])),
      outlined,
    )
  })

  it('is not held where none of its spans came, or it is no trace', () => {
    const telemetry = createTelemetry()
    for (const id of [TRACE_ID, '', 'x'.repeat(32)]) {
      assert.deepEqual(
        [telemetry.holds(id), telemetry.trace(id), telemetry.outline(id)],
        [false, undefined, undefined],
      )
      assert.equal(telemetry.span(id, spanId(1)), undefined)
    }
  })
})
