import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { LogQuery } from '../../console/engine/parts.ts'
import { createTelemetry, type KeptTelemetry } from '../../console/engine/telemetry.ts'
import { logBody, send, traceBody } from './bodies.ts'
import { START, spanId, TRACE_ID } from './spans.ts'

describe('the list of log records', () => {
  let telemetry: KeptTelemetry
  before(() => {
    telemetry = createTelemetry()
    send(telemetry, traceBody({ spans: [{ id: 1 }] }))
    const logs = [
      {
        text: 'Order placed',
        at: 2,
        severityNumber: 9,
        trace: TRACE_ID,
        span: 1,
        attributes: { orderId: 4711, paid: true },
      },
      {
        text: 'retry (1 of 3) [x]',
        at: 1,
        severityNumber: 13,
        trace: TRACE_ID,
        attributes: { peer: 'Küche' },
      },
      {
        text: 'failed',
        at: 3,
        severityText: 'ERROR',
        attributes: { 'error.type': 'ECONNRESET', least: -Infinity },
      },
    ]
    send(telemetry, logBody(logs), 'logs')
    send(telemetry, logBody([{ text: 'ready', at: 4, severityNumber: 5 }], 'kitchen'), 'logs')
  })

  const found = (query: Partial<LogQuery>) =>
    telemetry.logs({ limit: 100, ...query }).logs.map(({ body }) => body)
  const at = Number(START / 1_000_000n)

  const cases: [what: string, query: Partial<LogQuery>, bodies: string[]][] = [
    ['all, the newest first', {}, ['ready', 'failed', 'Order placed', 'retry (1 of 3) [x]']],
    ['those of a trace, in the order of time', { traceId: TRACE_ID }, ['retry (1 of 3) [x]', 'Order placed']],
    ['those of a span', { traceId: TRACE_ID, spanId: spanId(1) }, ['Order placed']],
    ['those of a service', { service: 'kitchen' }, ['ready']],
    ['those that are at least so bad', { severity: 'warn' }, ['failed', 'retry (1 of 3) [x]']],
    ['those since', { since: at + 3 }, ['ready', 'failed']],
    ['those until', { until: at + 2 }, ['Order placed', 'retry (1 of 3) [x]']],
    ['a text in a body, upper and lower case alike', { text: 'ORDER P' }, ['Order placed']],
    ['a text that means something else in a pattern', { text: '(1 of 3) [' }, ['retry (1 of 3) [x]']],
    ['a text in an attribute', { text: 'econn' }, ['failed']],
    ['the name of an attribute', { text: 'orderid' }, ['Order placed']],
    ['letters beyond ASCII', { text: 'KÜCHE' }, ['retry (1 of 3) [x]']],
    ['a number', { text: '4711' }, ['Order placed']],
    ['no other number', { text: '4712' }, []],
    ['a number in a text', { text: '3' }, ['retry (1 of 3) [x]']],
    ['the least of all numbers', { text: '-inf' }, ['failed']],
    ['a boolean', { text: 'true' }, ['Order placed']],
    ['nothing where a resource says it', { text: 'kitchen' }, []],
    ['as many as are asked for', { limit: 2 }, ['ready', 'failed']],
  ]
  for (const [what, query, bodies] of cases) {
    it(`has ${what}`, () => assert.deepEqual(found(query), bodies))
  }

  it('has no more than can be given, however large the records are', () => {
    const large = createTelemetry()
    const text = 'x'.repeat(1024 ** 2)
    for (let at = 1; at <= 40; at++) send(large, logBody([{ at, text }]), 'logs')
    const { logs } = large.logs({ limit: 100 })
    assert.ok(logs.length > 5 && logs.length < 20, `${logs.length}`)
    assert.equal(logs[0]?.timeNs, String(START + 40_000_000n))
  })

  it('says which records lead to a trace that is held', () => {
    assert.deepEqual(
      telemetry.logs({ limit: 9 }).logs.map(({ traced }) => traced),
      [false, false, true, true],
    )
    assert.equal(telemetry.outline(TRACE_ID)?.logs, 2)
  })
})
