import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import protobuf from 'protobufjs/minimal.js'
import type { LogList, SpanView, TraceView } from '../../console/contract.ts'
import { REQUESTS, RESPONSES } from '../../console/otlp/definitions.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { attribute, bytes, JSON_TYPE, long, PROTOBUF } from './bodies.ts'
import { ask } from './sending.ts'
import { START, TRACE_ID } from './spans.ts'

const BODY_LIMIT = 64 * 1024

const resource = { attributes: [attribute('service.name', 'orders')] }
const whole = (value: bigint) => String(value)

function traceRequest(ids: readonly string[] = ['b7ad6b7169203331'], traceId = TRACE_ID) {
  const spans = ids.map((spanId) => ({
    traceId: bytes(traceId),
    spanId: bytes(spanId),
    name: 'GET /orders/:id',
    kind: 2,
    startTimeUnixNano: long(START),
    endTimeUnixNano: long(START + 5_000_000n),
    attributes: [
      attribute('http.response.status_code', 200),
      attribute('ratio', 0.5),
      attribute('big', -9_007_199_254_740_993n),
      attribute('__proto__', true),
    ],
    status: { code: 2, message: 'no' },
  }))
  return REQUESTS.traces.encode({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }).finish()
}

describe('the OTLP receiver', () => {
  let receiver: Console
  before(async () => {
    receiver = await startConsole({ otlpPort: 0, bodyLimit: BODY_LIMIT })
  })
  after(() => receiver.close())

  const post = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(receiver.otlpUrl + path, {
      method: 'POST',
      body: body as NonNullable<RequestInit['body']>,
      headers: { 'content-type': PROTOBUF, ...headers },
    })
  const traceOf = (traceId: string) => ask<TraceView>(receiver, `/api/traces/${traceId}`)
  const only = async (traceId: string): Promise<SpanView> => {
    const { spans } = await traceOf(traceId)
    assert.equal(spans.length, 1)
    return spans[0] as SpanView
  }

  it('keeps a span sent as protobuf, to the nanosecond', async () => {
    const response = await post('/v1/traces', traceRequest())
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), PROTOBUF)
    const span = await only(TRACE_ID)
    assert.deepEqual([span.startNs, span.durationNs], [whole(START), 5_000_000])
    assert.equal(span.kind, 'server')
    assert.equal(span.status, 'error')
    assert.equal((await traceOf(TRACE_ID)).resources[0]?.service, 'orders')
    assert.equal(span.attributes['http.response.status_code'], 200)
    assert.equal(span.attributes.big, '-9007199254740993')
    assert.equal(Object.hasOwn(span.attributes, '__proto__'), true)
  })

  it('keeps the same span sent as JSON', async () => {
    const traceId = TRACE_ID.replace(/^0a/, '0b')
    const spans = [
      {
        traceId: traceId.toUpperCase(),
        spanId: 'b7ad6b7169203331',
        name: 'GET /orders/:id',
        kind: 'SPAN_KIND_SERVER',
        startTimeUnixNano: whole(START),
        endTimeUnixNano: whole(START + 5_000_000n),
        attributes: [{ key: 'http.response.status_code', value: { intValue: '200' } }],
        unknownField: 1,
      },
    ]
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
    const response = await post('/v1/traces', body, { 'content-type': 'application/json; charset=utf-8' })
    assert.deepEqual([response.status, await response.text()], [200, '{}'])
    const span = await only(traceId)
    assert.equal(span.startNs, whole(START))
    assert.equal(span.kind, 'server')
    assert.equal(span.attributes['http.response.status_code'], 200)
  })

  it('unpacks gzip', async () => {
    const traceId = TRACE_ID.replace(/^0a/, '0c')
    const packed = gzipSync(traceRequest(undefined, traceId))
    const response = await post('/v1/traces', packed, { 'content-encoding': 'gzip' })
    assert.equal(response.status, 200)
    assert.ok(await only(traceId))
  })

  it('keeps the good spans of a batch and reports the others as rejected', async () => {
    const traceId = TRACE_ID.replace(/^0a/, '0d')
    const response = await post(
      '/v1/traces',
      traceRequest(['00f067aa0ba902b7', '0000000000000000', 'abcd'], traceId),
    )
    const answer = RESPONSES.traces.decode(new Uint8Array(await response.arrayBuffer()))
    assert.equal(response.status, 200)
    assert.match(JSON.stringify(answer), /"rejectedSpans":"2".*span_id/)
    assert.ok(await only(traceId))
  })

  it('keeps logs with the trace they belong to', async () => {
    const logRecords = [
      {
        timeUnixNano: long(START),
        severityNumber: 9,
        body: { stringValue: 'request' },
        traceId: bytes(TRACE_ID),
        attributes: [
          {
            key: 'nested',
            value: { kvlistValue: { values: [{ key: 'a', value: { intValue: long(1n) } }] } },
          },
        ],
      },
    ]
    const body = REQUESTS.logs.encode({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }).finish()
    assert.equal((await post('/v1/logs', body)).status, 200)
    const { logs } = await ask<LogList>(receiver, `/api/logs?trace_id=${TRACE_ID}`)
    const [record] = logs
    assert.equal(record?.body, 'request')
    assert.equal(record?.severity, 'info')
    assert.deepEqual(record?.attributes, { nested: { a: 1 } })
  })

  it('takes metrics, of which it shows those that it scrapes', async () => {
    const sum = { dataPoints: [{ timeUnixNano: long(START), asInt: long(1n) }] }
    const metrics = [{ name: 'jobs', unit: '1', sum }]
    const request = { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] }
    assert.equal((await post('/v1/metrics', REQUESTS.metrics.encode(request).finish())).status, 200)
  })

  it('takes a body without a length, piece by piece', async () => {
    const traceId = TRACE_ID.replace(/^0a/, '0e')
    const body = traceRequest(undefined, traceId)
    const pieces = new ReadableStream({
      start(out) {
        for (let at = 0; at < body.length; at += 50) out.enqueue(body.slice(at, at + 50))
        out.close()
      },
    })
    const response = await fetch(`${receiver.otlpUrl}/v1/traces`, {
      method: 'POST',
      body: pieces,
      headers: { 'content-type': PROTOBUF },
      duplex: 'half',
    } as RequestInit)
    assert.equal(response.status, 200)
    assert.ok(await only(traceId))
  })

  describe('refuses, with a google.rpc.Status,', () => {
    const cases = [
      ['bytes that are no protobuf', 400, Buffer.from('ffffffff', 'hex'), {}],
      ['protobuf that ends early', 400, traceRequest().subarray(0, 40), {}],
      ['text that is no JSON', 400, '{"resourceSpans": [', { 'content-type': JSON_TYPE }],
      ['JSON of another shape', 400, '{"resourceSpans": "none"}', { 'content-type': JSON_TYPE }],
      ['JSON that is no object', 400, '[]', { 'content-type': JSON_TYPE }],
      ['gzip that ends early', 400, gzipSync(traceRequest()).subarray(0, 30), { 'content-encoding': 'gzip' }],
      ['a body that is not the gzip it says it is', 400, traceRequest(), { 'content-encoding': 'gzip' }],
      ['a body over the limit', 413, Buffer.alloc(BODY_LIMIT + 1), {}],
      [
        'a small gzip of a large body',
        413,
        gzipSync(Buffer.alloc(50 * BODY_LIMIT)),
        { 'content-encoding': 'gzip' },
      ],
      ['another content type', 415, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['another encoding', 415, traceRequest(), { 'content-encoding': 'br' }],
    ] as const
    for (const [what, status, body, headers] of cases) {
      it(`${what}: ${status}`, async () => {
        const response = await post('/v1/traces', body, headers)
        assert.equal(response.status, status)
        const { code, message } = await readStatus(response)
        assert.ok(code > 0)
        assert.ok(message.length > 10)
      })
    }

    it('values nested without end, and lives on', async () => {
      const depth = 5_000
      const value = `${'{"arrayValue":{"values":['.repeat(depth)}{"intValue":"1"}${']}}'.repeat(depth)}`
      const span = `{"traceId":"${TRACE_ID}","spanId":"00f067aa0ba902b9","attributes":[{"key":"a","value":${value}}]}`
      const body = `{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`
      const response = await post('/v1/traces', gzipSync(body), {
        'content-type': JSON_TYPE,
        'content-encoding': 'gzip',
      })
      assert.ok([200, 400, 413].includes(response.status))
      assert.equal((await post('/v1/traces', traceRequest())).status, 200)
    })
  })

  it('is heard by whoever sends too much, and listens only when all is sent', async () => {
    const body = Buffer.alloc(40 * 1024 ** 2, 'a')
    const chunk = `${body.length.toString(16)}\r\n`
    const heard = (header: string, before: string, after: string) =>
      new Promise<string>((done) => {
        const socket = connect(Number(new URL(receiver.otlpUrl).port), '127.0.0.1').pause()
        socket.on('error', ({ message }) => done(message)).on('data', (data) => done(String(data)))
        socket.write(`POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${JSON_TYPE}\r\n`)
        socket.write(`${header}\r\n\r\n${before}`)
        socket.write(body)
        socket.write(after, () => socket.resume())
      })
    assert.match(await heard(`Content-Length: ${body.length}`, '', ''), /^HTTP\/1.1 413 /)
    assert.match(await heard('Transfer-Encoding: chunked', chunk, '\r\n0\r\n\r\n'), /^HTTP\/1.1 413 /)
  })

  it('asks to come again for what it has no room for, and has room again', async () => {
    const { port } = new URL(receiver.otlpUrl)
    const head = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${PROTOBUF}\r\n`
    const waiting = Array.from({ length: 512 }, () => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {}).write(`${head}Content-Length: 100\r\n\r\n`)
      return socket
    })
    try {
      const refused = await until(() => post('/v1/traces', traceRequest()), 503)
      assert.equal(refused.headers.get('retry-after'), '1')
      assert.match((await readStatus(refused)).message, /send this again/)
    } finally {
      for (const socket of waiting) socket.destroy()
    }
    await until(() => post('/v1/traces', traceRequest()), 200)
  })

  it('takes nothing but POST', async () => {
    assert.equal((await fetch(`${receiver.otlpUrl}/v1/traces`)).status, 405)
  })
})

/** What is asked again until it is answered with this status. */
async function until(asked: () => Promise<Response>, status: number): Promise<Response> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    const response = await asked()
    if (response.status === status) return response
    await response.body?.cancel()
  }
  assert.fail(`it did not answer ${status}`)
}

async function readStatus(response: Response): Promise<{ code: number; message: string }> {
  if (response.headers.get('content-type') === JSON_TYPE) {
    return (await response.json()) as { code: number; message: string }
  }
  const reader = protobuf.Reader.create(new Uint8Array(await response.arrayBuffer()))
  assert.equal(reader.uint32(), 8)
  const code = reader.int32()
  assert.equal(reader.uint32(), 18)
  return { code, message: reader.string() }
}
