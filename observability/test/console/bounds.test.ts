// The console is left running for days, and whatever sends to it may run away.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { inField, logBody, long, send, traceBody, traceId } from './bodies.ts'
import { computing } from './computing.ts'
import { assertFlat, playHours } from './hours.ts'
import { START, spanId, TRACE_ID } from './spans.ts'

const MEBIBYTE = 1024 ** 2

const isWithin = (telemetry: KeptTelemetry) => {
  const { bytes, byteLimit } = telemetry.held()
  assert.ok(bytes <= byteLimit, `${bytes} of ${byteLimit} bytes`)
}

describe('what is kept', () => {
  it('makes room for newer telemetry, oldest first, within its bytes', () => {
    const telemetry = createTelemetry({ byteLimit: 2 * MEBIBYTE })
    for (let number = 1; number <= 2_000; number++) {
      send(
        telemetry,
        traceBody({ spans: Array.from({ length: 20 }, (_, id) => ({ trace: traceId(number), id: id + 1 })) }),
      )
      isWithin(telemetry)
    }
    const { spans, traces, spansEvicted } = telemetry.held()
    assert.equal(spans + spansEvicted, 40_000)
    assert.ok(spans > 3_000, String(spans))
    assert.ok(telemetry.holds(traceId(2_000)) && !telemetry.holds(traceId(1)))
    const { traces: listed, searched } = telemetry.traces({ limit: 1_000 })
    assert.deepEqual([searched.traces, searched.complete, listed.length], [traces, true, traces])
    assert.equal(telemetry.services()[0]?.spans, spans)
  })

  it('says of a trace that lost its beginning how much is missing', () => {
    const telemetry = createTelemetry({ byteLimit: MEBIBYTE })
    const sent = 30_000
    for (let id = 1; id <= sent; id += 100)
      send(telemetry, traceBody({ spans: Array.from({ length: 100 }, (_, more) => ({ id: id + more })) }))
    const outline = telemetry.outline(TRACE_ID)
    assert.ok((outline?.spans.length ?? 0) > 1_000)
    assert.equal((outline?.spans.length ?? 0) + (outline?.missing ?? 0), sent)
    assert.equal(telemetry.span(TRACE_ID, spanId(1)), undefined)
    assert.equal(telemetry.span(TRACE_ID, spanId(sent))?.name, `span ${sent}`)
  })

  it('is no more of one trace than it may be, and the rest counts as missing', () => {
    const telemetry = createTelemetry({ spansPerTrace: 50 })
    send(telemetry, traceBody({ spans: Array.from({ length: 80 }, (_, id) => ({ id: id + 1 })) }))
    assert.equal(telemetry.outline(TRACE_ID)?.spans.length, 50)
    assert.equal(telemetry.traces({ limit: 1 }).traces[0]?.missing, 30)
    assert.equal(telemetry.held().spansDropped, 30)
  })

  it('finds each of 20,000 spans of one trace in the time of one', () => {
    const telemetry = createTelemetry()
    const spans = Array.from({ length: 20_000 }, (_, id) => ({ id: id + 1 }))
    const body = traceBody({ spans })
    const spent = computing()
    for (let time = 0; time < 5; time++) send(telemetry, body.slice())
    assert.equal(telemetry.held().spans, 20_000)
    assert.ok(spent() < 3_000, 'some 0.2 s; looked for one by one, it took a minute')
  })

  it('takes a large attribute, and a body too large for a segment', () => {
    const telemetry = createTelemetry({ byteLimit: 8 * MEBIBYTE })
    const large = 'x'.repeat(MEBIBYTE)
    for (let number = 1; number <= 30; number++) {
      send(telemetry, traceBody({ spans: [{ trace: traceId(number), id: 1, attributes: { large } }] }))
      isWithin(telemetry)
    }
    assert.equal(telemetry.trace(traceId(30))?.spans[0]?.attributes.large, large)
    assert.throws(
      () => send(telemetry, traceBody({ spans: [{ id: 2, attributes: { large: large.repeat(8) } }] })),
      /larger than all that the console keeps/,
    )
    assert.ok(telemetry.holds(traceId(30)))
    isWithin(telemetry)
  })

  it('stays within its bytes under floods of the smallest records, each of its own trace and service', () => {
    const telemetry = createTelemetry({ byteLimit: 16 * MEBIBYTE })
    // Full of few large ones first, beside which the tables of the many have no room yet.
    const large = 'x'.repeat(100_000)
    for (let id = 1; id <= 150; id++) send(telemetry, traceBody({ spans: [{ id, attributes: { large } }] }))
    for (let round = 0; round < 500; round++) {
      const groups = Array.from({ length: 200 }, (_, index) => ({
        service: `service ${(round * 200 + index) % 3_000}`,
        spans: [{ trace: traceId(round * 200 + index + 1), id: 1, name: '' }],
      }))
      send(telemetry, traceBody(...groups))
      const empty = Buffer.alloc(8_000, Buffer.from([18, 0]))
      send(telemetry, inField(1, inField(2, empty)), 'logs')
      isWithin(telemetry)
    }
    assert.ok(telemetry.services().length <= 1_000)
    assert.equal(telemetry.traces({ service: 'service 2999', limit: 9 }).traces[0]?.service, 'service 2999')
  })

  it('remembers no service whose name is no name, and none of a version or environment like that', () => {
    const telemetry = createTelemetry({ byteLimit: 16 * MEBIBYTE })
    const long = 'x'.repeat(MEBIBYTE)
    const resource = { 'service.version': long, 'deployment.environment.name': long }
    send(telemetry, traceBody({ resource, spans: [{ trace: traceId(1), id: 1 }] }))
    send(telemetry, traceBody({ service: long, spans: [{ trace: traceId(2), id: 1 }] }))
    assert.deepEqual(
      telemetry.services().map(({ name, versions, environment }) => [name, versions, environment]),
      [['orders', [], null]],
    )
    assert.equal(telemetry.traces({ service: long, limit: 1 }).traces[0]?.traceId, traceId(2))
  })

  it('is listed and mapped briefly, whatever it is called, and shown whole', () => {
    const telemetry = createTelemetry({ now: () => Number(START / 1_000_000n) + 1_000 })
    const long = 'x'.repeat(MEBIBYTE)
    const attributes = { 'http.route': long, 'server.address': long }
    for (const kind of ['server', 'client'] as const)
      send(
        telemetry,
        traceBody({
          service: long,
          spans: [{ trace: traceId(1), id: kind.length, name: long, kind, attributes }],
        }),
      )
    const shown = [telemetry.traces({ limit: 9 }), telemetry.map(60), telemetry.outline(traceId(1))?.spans]
    assert.ok(shown.every((view) => JSON.stringify(view).length < 10_000))
    assert.equal(telemetry.span(traceId(1), spanId(6))?.name, long)
  })

  it('keeps absurd times as they were sent', () => {
    const telemetry = createTelemetry()
    const last = 2n ** 64n - 1n
    const more = { startTimeUnixNano: long(0n), endTimeUnixNano: long(last) }
    send(
      telemetry,
      traceBody({
        spans: [
          { id: 1, more },
          { id: 2, parent: 1 },
          { id: 3, from: 5, to: -5 },
        ],
      }),
    )
    const outline = telemetry.outline(TRACE_ID)
    assert.equal(outline?.startNs, '0')
    assert.equal(outline?.durationNs, Number(last))
    assert.equal(telemetry.span(TRACE_ID, spanId(2))?.startNs, String(START))
    assert.equal(telemetry.span(TRACE_ID, spanId(3))?.durationNs, 0)
    send(telemetry, logBody([{ at: -1 }, { at: 0 }]), 'logs')
    telemetry.map(60)
  })
})

describe('eight hours of traffic', () => {
  it('leave memory as flat as the first', () => {
    const telemetry = createTelemetry({ byteLimit: 16 * MEBIBYTE })
    assertFlat(playHours(telemetry, { hours: 8, spansPerSecond: 25 }))
    isWithin(telemetry)
    assert.ok(telemetry.held().spansEvicted > 400_000)
  })
})
