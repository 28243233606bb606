// What is taken of a body, by OTLP's rules: https://opentelemetry.io/docs/specs/otlp/
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { Refusal } from '../../console/otlp/body.ts'
import { REQUESTS, type Signal } from '../../console/otlp/definitions.ts'
import { MalformedRequest } from '../../console/otlp/values.ts'
import { bytes, inField, JSON_TYPE, logBody, long, send, spanMessage, traceBody, varint } from './bodies.ts'
import { START, spanId, TRACE_ID } from './spans.ts'

let telemetry: KeptTelemetry
beforeEach(() => {
  telemetry = createTelemetry()
})

const json = (signal: Signal, request: object) =>
  telemetry.ingest(signal, JSON_TYPE, Buffer.from(JSON.stringify(request)))
const only = () => telemetry.trace(TRACE_ID)?.spans[0]
/** The request, the group of a resource and of a scope around raw spans. */
const around = (...spans: readonly Uint8Array[]) =>
  inField(1, inField(2, ...spans.map((span) => inField(2, span))))
const IDS = Buffer.concat([inField(1, bytes(TRACE_ID)), inField(2, bytes(spanId(1)))])

describe('a body of spans', () => {
  it('is kept to the nanosecond, with everything that its spans say', () => {
    const more = {
      attributes: [
        { key: 'big', value: { intValue: long(-9_007_199_254_740_993n) } },
        { key: 'not', value: { doubleValue: Number.NaN } },
        { key: 'raw', value: { bytesValue: Buffer.from('raw') } },
        { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, {}] } } },
        { key: '__proto__', value: { stringValue: 'own' } },
      ],
      events: [{ timeUnixNano: long(START + 5n), name: 'retry', attributes: [] }],
      links: [{ traceId: bytes(TRACE_ID), spanId: bytes(spanId(9)) }, { traceId: bytes('ab'.repeat(16)) }],
    }
    send(
      telemetry,
      traceBody({ resource: { 'service.version': '7' }, spans: [{ id: 1, failed: 'no', more }] }),
    )
    const trace = telemetry.trace(TRACE_ID)
    const span = trace?.spans[0]
    assert.equal(span?.startNs, String(START))
    assert.equal(span.durationNs, 10_000_000)
    assert.deepEqual(
      [span.status, span.statusMessage, span.error, span.scope],
      ['error', 'no', true, 'tests'],
    )
    assert.deepEqual(
      Object.entries(span.attributes),
      Object.entries({
        big: '-9007199254740993',
        not: 'NaN',
        raw: 'cmF3',
        list: [true, null],
        ['__proto__']: 'own',
      }),
    )
    assert.deepEqual(span.eventList, [{ name: 'retry', timeNs: String(START + 5n), attributes: {} }])
    assert.deepEqual(
      span.linkList.map(({ spanId, held }) => [spanId, held]),
      [
        [spanId(9), true],
        ['', false],
      ],
    )
    assert.deepEqual(trace?.resources[0]?.version, '7')
  })

  it('says the same in JSON as in protobuf', () => {
    const spans = [
      {
        traceId: TRACE_ID.toUpperCase(),
        spanId: spanId(1),
        name: 'GET /orders/:id',
        kind: 'SPAN_KIND_SERVER',
        startTimeUnixNano: String(START),
        endTimeUnixNano: String(START + 10_000_000n),
        attributes: [
          { key: 'http.route', value: { stringValue: '/orders/:id' } },
          { key: 'http.response.status_code', value: { intValue: '404' } },
          { key: 'half', value: { doubleValue: 0.5 } },
          { key: 'big', value: { intValue: '-9007199254740993' } },
        ],
        unknownField: 1,
      },
    ]
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] }
    json('traces', { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'tests' }, spans }] }] })
    const other = createTelemetry()
    const attributes = {
      'http.route': '/orders/:id',
      'http.response.status_code': 404,
      half: 0.5,
      big: -9_007_199_254_740_993n,
    }
    send(other, traceBody({ spans: [{ id: 1, name: 'GET /orders/:id', kind: 'server', attributes }] }))
    assert.deepEqual(telemetry.trace(TRACE_ID), other.trace(TRACE_ID))
    assert.deepEqual(telemetry.traces({ limit: 9 }), other.traces({ limit: 9 }))
  })

  it('keeps its good spans, and rejects those without a valid identity', () => {
    const good = spanMessage({ id: 1 })
    const bad = [
      { spanId: Buffer.alloc(8) },
      { spanId: bytes('abcd') },
      { traceId: Buffer.alloc(16) },
      { traceId: bytes('00') },
    ]
    const spans = [good, ...bad.map((wrong) => ({ ...spanMessage({ id: 2 }), ...wrong }))]
    const taken = send(
      telemetry,
      REQUESTS.traces.encode({ resourceSpans: [{ scopeSpans: [{ spans }] }] }).finish(),
    )
    assert.equal(taken.rejected, 4)
    assert.match(taken.reason ?? '', /span_id/)
    assert.equal(telemetry.held().spans, 1)

    const inJson = [
      { traceId: TRACE_ID, spanId: spanId(2) },
      { traceId: TRACE_ID, spanId: 'none' },
    ]
    const answer = json('traces', { resourceSpans: [{ scopeSpans: [{ spans: inJson }] }] })
    assert.equal(answer.rejected, 1)
    assert.match(answer.reason ?? '', /span_id/)
    assert.equal(telemetry.held().spans, 2)
  })

  it('is kept once, however often it is sent', () => {
    const body = traceBody({ spans: [{ id: 1 }, { id: 2, parent: 1 }] })
    for (let time = 0; time < 3; time++) assert.equal(send(telemetry, body.slice()).rejected, 0)
    assert.equal(telemetry.held().spans, 2)
    assert.equal(telemetry.outline(TRACE_ID)?.missing, 0)
  })

  it('counts as missing what has the id of another span', () => {
    send(
      telemetry,
      traceBody({
        spans: [
          { id: 1, name: 'first' },
          { id: 1, name: 'second' },
        ],
      }),
    )
    assert.deepEqual(
      telemetry.outline(TRACE_ID)?.spans.map(({ name }) => name),
      ['first'],
    )
    assert.equal(telemetry.outline(TRACE_ID)?.missing, 1)
    assert.equal(telemetry.held().spansDropped, 1)
  })

  it('may name its resource and its scope behind the spans', () => {
    const name = inField(
      1,
      inField(1, Buffer.from('service.name')),
      inField(2, inField(1, Buffer.from('late'))),
    )
    const scoped = inField(2, inField(2, IDS), inField(1, inField(1, Buffer.from('behind'))))
    send(telemetry, inField(1, scoped, inField(1, name)))
    assert.equal(telemetry.trace(TRACE_ID)?.resources[0]?.service, 'late')
    assert.equal(only()?.scope, 'behind')
    assert.deepEqual(
      telemetry.services().map(({ name }) => name),
      ['late'],
    )
  })

  it('may hold fields that nobody knows yet', () => {
    const unknown = [
      varint(99 * 8),
      varint(7),
      varint(98 * 8 + 1),
      Buffer.alloc(8),
      inField(97, Buffer.from('?')),
      varint(96 * 8 + 5),
      Buffer.alloc(4),
    ]
    send(telemetry, Buffer.concat([...unknown, around(Buffer.concat([IDS, ...unknown]))]))
    assert.equal(only()?.spanId, spanId(1))
  })

  it('is read as decoders read it, where lengths are longer than they need be', () => {
    const id = Buffer.concat([
      varint(10),
      varint(16, 2),
      bytes(TRACE_ID),
      varint(18),
      varint(8, 1),
      bytes(spanId(1)),
    ])
    const status = Buffer.concat([
      inField(1, Buffer.from('http.response.status_code')),
      inField(2, varint(24), varint(503, 7)),
    ])
    const padded = Buffer.concat([varint(9 * 8 + 2, 3), varint(status.length, 3), status])
    const kind = Buffer.concat([varint(48), varint(2, 9)])
    send(telemetry, around(Buffer.concat([id, kind, padded])))
    assert.equal(only()?.attributes['http.response.status_code'], 503)
    assert.equal(telemetry.traces({ status: { code: 503 }, limit: 1 }).traces.length, 1)
  })

  it('counts for what it says last, where it says something twice', () => {
    const route = (text: string) =>
      inField(9, inField(1, Buffer.from('http.route')), inField(2, inField(1, Buffer.from(text))))
    const keys = inField(
      9,
      inField(1, Buffer.from('other')),
      inField(2, inField(1, Buffer.from('/c'))),
      inField(1, Buffer.from('http.route')),
    )
    const failed = inField(15, varint(24), varint(2))
    send(telemetry, around(Buffer.concat([IDS, route('/a'), route('/b'), keys, failed, inField(15)])))
    assert.equal(only()?.attributes['http.route'], '/c')
    assert.equal(telemetry.traces({ route: '/c', status: 'ok', limit: 1 }).traces.length, 1)
    assert.equal(telemetry.traces({ route: '/b', limit: 1 }).traces.length, 0)
  })
})

describe('a body that is refused', () => {
  const good = traceBody({ spans: [{ id: 1 }] })
  const deep = (levels: number): Buffer =>
    levels === 0 ? inField(1, Buffer.from('x')) : inField(5, inField(1, deep(levels - 1)))
  const cases: Record<string, [body: Uint8Array, type?: string]> = {
    'that is no protobuf': [bytes('ffffffff')],
    'that ends early': [good.subarray(0, good.length - 3)],
    'with more behind its end': [Buffer.concat([good, bytes('0a')])],
    'with a field numbered 0': [bytes('0200')],
    'with a group': [bytes('0b0c')],
    'with a group in a span': [around(Buffer.concat([IDS, bytes('9b069c06')]))],
    'with a length beyond its end': [bytes('0affffffff0f')],
    'with a length of more than 32 bits': [bytes('0affffffffff01')],
    'with a tag of more than 32 bits': [bytes('8a8080808001')],
    'with a number of eleven bytes': [Buffer.concat([varint(99 * 8), Buffer.alloc(10, 255), bytes('01')])],
    'with a kind of seven bytes, at which decoders differ': [
      around(Buffer.concat([IDS, varint(48), varint(2, 6)])),
    ],
    'with a message longer than the one around it': [bytes('0a02120a')],
    'with text where a number is meant': [around(Buffer.concat([IDS, inField(6, Buffer.from('2'))]))],
    'with a number where text is meant': [around(Buffer.concat([IDS, bytes('2801')]))],
    'with an eight-byte time in four': [around(Buffer.concat([IDS, bytes('3d00000000')]))],
    'nested too deep': [around(Buffer.concat([IDS, inField(9, inField(2, deep(200)))]))],
    'that is no JSON': [Buffer.from('{"resourceSpans": ['), JSON_TYPE],
    'that is JSON of another shape': [Buffer.from('{"resourceSpans": "none"}'), JSON_TYPE],
    'that is a list in JSON': [Buffer.from('[]'), JSON_TYPE],
  }
  for (const [what, [body, type]] of Object.entries(cases)) {
    it(`${what} leaves everything as it was`, () => {
      send(telemetry, good.slice())
      const before = telemetry.held()
      assert.throws(
        () => (type ? telemetry.ingest('traces', type as typeof JSON_TYPE, body) : send(telemetry, body)),
        (error) => error instanceof MalformedRequest || (error instanceof Refusal && error.status === 400),
      )
      assert.deepEqual(telemetry.held(), before)
      assert.equal(only()?.name, 'span 1')
    })
  }
})

describe('a body of log records', () => {
  it('is kept with the trace that each belongs to', () => {
    const kvlist = { kvlistValue: { values: [{ key: 'a', value: { intValue: long(1n) } }] } }
    const logRecords = [
      {
        observedTimeUnixNano: long(START),
        severityNumber: 9,
        body: kvlist,
        traceId: bytes(TRACE_ID),
        spanId: bytes(spanId(3)),
      },
    ]
    send(
      telemetry,
      REQUESTS.logs.encode({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }).finish(),
      'logs',
    )
    assert.deepEqual(telemetry.logs({ traceId: TRACE_ID, limit: 9 }).logs, [
      {
        timeNs: String(START),
        severity: 'info',
        service: 'unknown_service',
        body: { a: 1 },
        attributes: {},
        traceId: TRACE_ID,
        spanId: spanId(3),
        traced: false,
      },
    ])
  })

  it('says the same in JSON as in protobuf', () => {
    const logRecords = [
      {
        timeUnixNano: String(START),
        severityText: 'WARNING',
        body: { stringValue: 'low' },
        traceId: TRACE_ID,
      },
      { timeUnixNano: String(START), severityNumber: 'SEVERITY_NUMBER_ERROR2', body: { intValue: 3 } },
    ]
    json('logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
    const { logs } = telemetry.logs({ severity: 'warn', limit: 9 })
    assert.deepEqual(
      logs.map(({ severity, body, traceId }) => [severity, body, traceId]),
      [
        ['warn', 'low', TRACE_ID],
        ['error', 3, null],
      ].reverse(),
    )
  })
})

describe('a body of metrics', () => {
  const metrics = [
    { name: 'jobs', sum: { dataPoints: [{ asInt: long(1n) }] } },
    { name: '', gauge: { dataPoints: [{}, {}] } },
  ]
  it('is checked, and counted where its metrics have no name', () => {
    const request = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }
    const taken = send(telemetry, REQUESTS.metrics.encode(request).finish(), 'metrics')
    assert.deepEqual(taken, { rejected: 2, reason: 'a metric without a name' })
    assert.deepEqual(json('metrics', request), taken)
    assert.throws(() => send(telemetry, bytes('0a02120a'), 'metrics'), MalformedRequest)
  })
})

describe('whoever waits for changes', () => {
  it('is told of bodies of which something was kept', () => {
    const changes: string[] = []
    const told = createTelemetry({ onChange: (what) => changes.push(what) })
    const body = traceBody({ spans: [{ id: 1 }] })
    send(told, body)
    send(told, body.slice())
    send(told, logBody([{ text: 'a' }]), 'logs')
    assert.deepEqual(changes, ['traces', 'logs'])
  })
})
