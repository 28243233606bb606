// Bodies nobody would write by hand: the same ones each time.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { Refusal } from '../../console/otlp/body.ts'
import { REQUESTS, type Signal } from '../../console/otlp/definitions.ts'
import { readLogs, readTraces } from '../../console/otlp/read.ts'
import { MalformedRequest } from '../../console/otlp/values.ts'
import { brief } from '../../console/query/brief.ts'
import { bytes, logBody, long, PROTOBUF, randomFrom, send, traceBody, traceId } from './bodies.ts'
import { spanId } from './spans.ts'

type Random = (below: number) => number

const pick = <T>(random: Random, all: readonly T[]): T => all[random(all.length)] as T

const TEXTS = [
  '',
  'a',
  'GET',
  'ä€😀',
  'x'.repeat(130),
  'y'.repeat(20_000),
  '/livez',
  '/orders/:id',
  'orders',
  'kitchen',
]
const KEYS = [
  'http.route',
  'http.response.status_code',
  'http.status_code',
  'url.path',
  'service.name',
  'a',
  '',
  'k'.repeat(140),
]
const TIMES = [0n, 1n, 1_795_000_000_000_000_001n, 2n ** 63n, 2n ** 64n - 1n]

function anyValue(random: Random, depth = 0): object {
  const kinds: (() => object)[] = [
    () => ({ stringValue: pick(random, TEXTS) }),
    () => ({ stringValue: pick(random, TEXTS) }),
    () => ({ boolValue: random(2) === 1 }),
    () => ({ intValue: long(pick(random, [200n, 404n, 503n, 0n, -1n, 99n, 2n ** 63n - 1n, -(2n ** 63n)])) }),
    () => ({ doubleValue: pick(random, [0.5, 404, Number.NaN, Number.NEGATIVE_INFINITY, -0, 1e300]) }),
    () => ({ bytesValue: Buffer.from('raw') }),
    () => ({}),
    () => ({ stringValue: '404', intValue: long(500n) }),
    () => ({ arrayValue: { values: many(random, 3, () => anyValue(random, depth + 1)) } }),
    () => ({ kvlistValue: { values: attributes(random, depth + 1) } }),
  ]
  return pick(random, depth > 3 ? kinds.slice(0, 8) : kinds)()
}

function many<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random(most + 1) }, make)
}

function attributes(random: Random, depth = 0): object[] {
  return many(random, 6, () => ({
    key: pick(random, KEYS),
    ...(random(9) && { value: anyValue(random, depth) }),
  }))
}

function id(random: Random, length: number, most: number): Buffer {
  const wrong = pick(random, [Buffer.alloc(length), Buffer.alloc(0), Buffer.alloc(3, 1)])
  return random(12) === 0 ? wrong : bytes((random(most) + 1).toString(16).padStart(length * 2, '0'))
}

function randomSpan(random: Random): object {
  return {
    traceId: id(random, 16, 6),
    spanId: id(random, 8, 1_000_000),
    ...(random(2) && { parentSpanId: id(random, 8, 50) }),
    name: pick(random, TEXTS),
    kind: pick(random, [0, 1, 2, 2, 3, 4, 5, 6, 2_000_000, -1]),
    startTimeUnixNano: long(pick(random, TIMES)),
    endTimeUnixNano: long(pick(random, TIMES)),
    attributes: attributes(random),
    events: many(random, 2, () => ({ name: pick(random, TEXTS), attributes: attributes(random) })),
    links: many(random, 2, () => ({ traceId: id(random, 16, 6), spanId: id(random, 8, 9), attributes: [] })),
    ...(random(2) && { status: { code: random(4), message: pick(random, TEXTS) } }),
  }
}

function randomLog(random: Random): object {
  return {
    timeUnixNano: long(pick(random, TIMES)),
    observedTimeUnixNano: long(pick(random, TIMES)),
    severityNumber: pick(random, [0, 1, 4, 5, 9, 24, 25, -1]),
    severityText: pick(random, ['', 'WARN', 'Fatal', 'odd']),
    body: anyValue(random),
    attributes: attributes(random),
    traceId: id(random, 16, 6),
    spanId: id(random, 8, 9),
  }
}

function randomRequest(random: Random, signal: 'traces' | 'logs'): Uint8Array {
  const groups = many(random, 3, () => ({
    ...(random(5) && { resource: { attributes: attributes(random) } }),
    scopes: many(random, 3, () => ({
      ...(random(3) && { scope: { name: pick(random, TEXTS), attributes: attributes(random) } }),
      ...(signal === 'traces'
        ? { spans: many(random, 12, () => randomSpan(random)) }
        : { logRecords: many(random, 12, () => randomLog(random)) }),
    })),
  }))
  const request =
    signal === 'traces'
      ? { resourceSpans: groups.map(({ scopes, ...group }) => ({ ...group, scopeSpans: scopes })) }
      : { resourceLogs: groups.map(({ scopes, ...group }) => ({ ...group, scopeLogs: scopes })) }
  return REQUESTS[signal].encode(request).finish()
}

const STATUS_KEYS = ['http.response.status_code', 'http.status_code']

describe('what the index says of a span', () => {
  it('is what decoding all of it says', () => {
    const random = randomFrom(20_261_126)
    let compared = 0
    for (let round = 0; round < 300; round++) {
      const telemetry = createTelemetry({ byteLimit: 8 * 1024 ** 2 })
      const body = randomRequest(random, 'traces')
      const batch = readTraces(REQUESTS.traces.decode(body))
      assert.deepEqual(send(telemetry, body), { rejected: batch.rejected, reason: batch.reason })
      for (const span of batch.records) {
        const held = telemetry.spansOf(span.traceId).find(({ spanId }) => spanId === span.spanId)
        if (
          batch.records.find((other) => other.spanId === span.spanId && other.traceId === span.traceId) !==
          span
        )
          continue
        assert.deepEqual(held, span)
        const shown = telemetry.outline(span.traceId)?.spans.find(({ spanId }) => spanId === span.spanId)
        const lasted = span.endNs > span.startNs ? Number(span.endNs - span.startNs) : 0
        assert.deepEqual(
          [shown?.name, shown?.kind, shown?.error, shown?.durationNs, shown?.events, shown?.links],
          [
            brief(span.name),
            span.kind,
            span.status === 'error',
            lasted,
            span.events.length,
            span.links.length,
          ],
        )
        compared += 1
      }
      for (const trace of new Set(batch.records.map(({ traceId }) => traceId))) {
        const spans = telemetry.spansOf(trace)
        const served = spans.filter(({ kind }) => kind === 'server')
        const statuses = served.map(({ attributes }) =>
          STATUS_KEYS.map((key) => attributes[key]).find(
            (value) => typeof value === 'number' && value >= 100 && value <= 999 && Number.isInteger(value),
          ),
        )
        const found = (more: object) =>
          telemetry
            .traces({ limit: 99, probes: true, ...more })
            .traces.some(({ traceId }) => traceId === trace)
        for (const code of [200, 404, 503])
          assert.equal(found({ status: { code } }), statuses.includes(code), `${code} among ${statuses}`)
        assert.equal(
          found({ status: 'error' }),
          spans.some(({ status }) => status === 'error'),
        )
        for (const route of ['', '/livez', '/orders/:id'])
          assert.equal(
            found({ route }),
            spans.some(({ attributes }) => attributes['http.route'] === route),
          )
        for (const service of ['orders', 'unknown_service', 'ä€😀'])
          assert.equal(
            found({ service }),
            spans.some(({ resource }) => resource.service === service),
          )
        for (const [key, value] of [
          ['a', 'GET'],
          ['http.route', '404'],
          ['a', '0.5'],
          ['a', '-9223372036854775808'],
          ['', 'true'],
        ] as const) {
          const has = spans.some(({ attributes, resource }) => {
            const all = Object.hasOwn(attributes, key) ? attributes : resource.attributes
            return Object.hasOwn(all, key) && typeof all[key] !== 'object' && String(all[key]) === value
          })
          assert.equal(found({ attributes: [{ key, value }] }), has, `${key}=${value}`)
        }
      }
    }
    assert.ok(compared > 3_000, String(compared))
  })
})

describe('what the index says of a log record', () => {
  it('is what decoding all of it says', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 200; round++) {
      const telemetry = createTelemetry({ byteLimit: 8 * 1024 ** 2 })
      const body = randomRequest(random, 'logs')
      const { records } = readLogs(REQUESTS.logs.decode(body))
      send(telemetry, body, 'logs')
      assert.equal(telemetry.held().logs, records.length)
      for (const trace of [traceId(1), traceId(5)]) {
        const expected = records
          .filter((record) => record.traceId === trace)
          .map(({ timeNs }) => String(timeNs))
        const { logs } = telemetry.logs({ traceId: trace, limit: 99 })
        assert.deepEqual(logs.map(({ timeNs }) => timeNs).sort(), expected.sort())
      }
      const { logs } = telemetry.logs({ spanId: spanId(3), limit: 99 })
      assert.equal(logs.length, records.filter((record) => record.spanId === spanId(3)).length)
      const warned = records.filter(({ severity, severityNumber: number }) =>
        number >= 1 && number <= 24 ? number >= 13 : ['WARN', 'Fatal'].includes(severity),
      )
      assert.equal(telemetry.logs({ severity: 'warn', limit: 99 }).logs.length, warned.length)
    }
  })
})

describe('a body with a few bytes changed', () => {
  it('is refused, or all that is kept of it can be shown', () => {
    const random = randomFrom(1)
    let [kept, refused] = [0, 0]
    for (let round = 0; round < 4_000; round++) {
      const signal = pick(random, ['traces', 'traces', 'logs'] as const)
      const small =
        signal === 'traces'
          ? traceBody({
              spans: [
                { id: 1, name: 'n', attributes: { a: 1, b: 'two' } },
                { id: 2, parent: 1 },
              ],
            })
          : logBody([{ text: 'a', trace: traceId(1), span: 2 }])
      const body = Buffer.from(round % 40 === 0 ? randomRequest(random, signal) : small)
      for (let change = random(3); change >= 0; change--) body[random(body.length)] = random(256)
      const cut = random(6) === 0 ? body.subarray(0, random(body.length + 1)) : body
      const telemetry = createTelemetry({ byteLimit: 1024 ** 2 })
      send(telemetry, traceBody({ spans: [{ trace: traceId(77), id: 7 }] }))
      if (take(telemetry, signal, cut)) kept += 1
      else refused += 1
      assert.equal(telemetry.trace(traceId(77))?.spans[0]?.name, 'span 7')
      showAll(telemetry)
    }
    assert.ok(kept > 500 && refused > 500, `${kept} kept, ${refused} refused`)
  })
})

function take(telemetry: KeptTelemetry, signal: Signal, body: Buffer): boolean {
  const before = telemetry.held()
  try {
    telemetry.ingest(signal, PROTOBUF, body)
    return true
  } catch (error) {
    assert.ok(error instanceof Refusal || error instanceof MalformedRequest, String(error))
    assert.deepEqual(telemetry.held(), before)
    return false
  }
}

function showAll(telemetry: KeptTelemetry): void {
  const { traces } = telemetry.traces({ limit: 1_000, probes: true })
  for (const { traceId } of traces) {
    JSON.stringify([telemetry.trace(traceId), telemetry.outline(traceId)])
    assert.ok(telemetry.spansOf(traceId).length > 0)
  }
  JSON.stringify([
    telemetry.logs({ limit: 1_000 }),
    telemetry.logs({ limit: 9, text: 'two' }),
    telemetry.map(60),
  ])
  telemetry.traces({
    limit: 9,
    attributes: [
      { key: 'b', value: 'two' },
      { key: 'a', value: '1' },
    ],
  })
}
