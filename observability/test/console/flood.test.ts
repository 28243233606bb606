// What a few kilobytes of gzip can unpack to.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { TraceList } from '../../console/contract.ts'
import { REQUESTS } from '../../console/otlp/definitions.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { inField, JSON_TYPE, PROTOBUF } from './bodies.ts'
import { computing } from './computing.ts'
import { ask } from './sending.ts'
import { spanId, TRACE_ID } from './spans.ts'

const RECORDS = 50_000
const VALUES = 1_000_000
const MEBIBYTE = 1024 ** 2

/** Messages within one another, by the field each is in. */
const within = (fields: readonly number[], body: Uint8Array): Buffer =>
  fields.reduceRight((inner: Buffer, field) => inField(field, inner), Buffer.from(body))

const empty = (field: number, count: number): Buffer =>
  Buffer.alloc(count * 2, Buffer.from([field * 8 + 2, 0]))

const ids = within([1], Buffer.alloc(16, 1))
const inSpan = (fields: readonly number[], body: Uint8Array) =>
  within([1, 2, 2], Buffer.concat([ids, within([2], Buffer.alloc(8, 1)), within(fields, body)]))
const json = (spans: string) => Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`)

describe('a flood in a small body', () => {
  let receiver: Console
  before(async () => {
    receiver = await startConsole({ otlpPort: 0 })
  })
  after(() => receiver.close())

  const post = (signal: string, body: Uint8Array, type: string = PROTOBUF) =>
    fetch(`${receiver.otlpUrl}/v1/${signal}`, {
      method: 'POST',
      body: gzipSync(body),
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    })

  const many = RECORDS + 1
  const floods: Record<string, [signal: string, body: Buffer, type?: string]> = {
    spans: ['traces', within([1, 2], empty(2, many))],
    'log records': ['logs', within([1, 2], empty(2, many))],
    ...Object.fromEntries(
      [5, 7, 9, 10, 11].map((kind) => [
        `data points, metric kind ${kind}`,
        ['metrics', within([1, 2, 2, kind], empty(1, many))],
      ]),
    ),
    'spans over several groups': [
      'traces',
      Buffer.concat([RECORDS / 2, RECORDS / 2 + 1].map((count) => within([1, 2], empty(2, count)))),
    ],
    resources: ['traces', empty(1, VALUES + 1)],
    'resource attributes': ['logs', within([1, 1], empty(1, VALUES))],
    'scope attributes': ['logs', within([1, 2, 1], empty(3, VALUES))],
    attributes: ['traces', inSpan([], empty(9, VALUES))],
    events: ['traces', inSpan([], empty(11, VALUES))],
    'event attributes': ['traces', inSpan([11], empty(3, VALUES))],
    links: ['traces', inSpan([13], empty(4, VALUES))],
    'list elements': ['traces', inSpan([9, 2, 5], empty(1, VALUES))],
    'map elements': ['traces', inSpan([9, 2, 6], empty(1, VALUES))],
    'elements of a log body': ['logs', within([1, 2, 2, 5, 5], empty(1, VALUES))],
    buckets: ['metrics', within([1, 2, 2, 9, 1, 6], Buffer.alloc(VALUES * 8 + 8))],
    bounds: ['metrics', within([1, 2, 2, 9, 1, 7], Buffer.alloc(VALUES * 8 + 8))],
    'exponential buckets': ['metrics', within([1, 2, 2, 10, 1, 8, 2], Buffer.alloc(VALUES + 1))],
    exemplars: ['metrics', within([1, 2, 2, 7, 1], empty(5, VALUES))],
    'exemplar attributes': ['metrics', within([1, 2, 2, 9, 1, 8], empty(7, VALUES))],
    quantiles: ['metrics', within([1, 2, 2, 11, 1], empty(6, VALUES))],
    'JSON spans': ['traces', json(`${'{},'.repeat(RECORDS)}{}`), JSON_TYPE],
    'JSON lists': ['traces', json(`${'[],'.repeat(VALUES / 2)}[]`), JSON_TYPE],
    'JSON numbers': ['traces', json(`${'1,'.repeat(VALUES)}1`), JSON_TYPE],
  }
  for (const [what, [signal, body, type]] of Object.entries(floods)) {
    it(`of ${what} is refused as too large`, async () => {
      const response = await post(signal, body, type)
      assert.equal(response.status, 413)
      assert.match(await response.text(), /holds more than \d+ (?:records|fields): send smaller batches/)
    })
  }

  it('is refused before it takes memory or time', async () => {
    const flood = within([1, 2], empty(2, 8 * MEBIBYTE - 32))
    const before = process.memoryUsage().rss // of all threads
    const spent = computing()
    assert.equal((await post('traces', flood)).status, 413)
    assert.ok(spent() < 3_000, 'it took ten seconds when all was decoded')
    assert.ok(process.memoryUsage().rss - before < 400 * MEBIBYTE, 'it took 2 GB when all was decoded')
  })

  it('is not taken for one where it is only a large batch', async () => {
    const spans = Array.from({ length: 10_000 }, (_, number) => ({
      traceId: Buffer.from(TRACE_ID, 'hex'),
      spanId: Buffer.from(spanId(number + 1), 'hex'),
      attributes: Array.from({ length: 15 }, (_, key) => ({
        key: `key.${key}`,
        value: { stringValue: '"[{,' },
      })),
    }))
    const batch = { resourceSpans: [{ scopeSpans: [{ spans }] }] }
    assert.equal((await post('traces', REQUESTS.traces.encode(batch).finish())).status, 200)
    const asJson = JSON.stringify(batch, (key, value) =>
      /^(?:trace|span)Id$/.test(key) ? Buffer.from(value).toString('hex') : value,
    )
    assert.equal((await post('traces', Buffer.from(asJson), JSON_TYPE)).status, 200)
    const { traces } = await ask<TraceList>(receiver, '/api/traces')
    assert.deepEqual(
      traces.map(({ traceId, spans }) => [traceId, spans]),
      [[TRACE_ID, 10_000]],
    )
  })
})
