// Pages ask much at once, and telemetry must not wait for it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TraceView } from '../../console/contract.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { ask, send } from './sending.ts'
import { span, TRACE_ID } from './spans.ts'

const SPANS = 1_000
const QUERIES = 100

describe('telemetry that comes while many queries wait', () => {
  let receiver: Console
  before(async () => {
    receiver = await startConsole({ otlpPort: 0 })
    await send(
      receiver,
      Array.from({ length: SPANS }, (_, id) => span(id + 1, 0, 1)),
    )
  })
  after(() => receiver.close())

  it('is taken after no more than a few of them', async () => {
    let answered = 0
    const queries = Array.from({ length: QUERIES }, async () => {
      const response = await fetch(`${receiver.url}/api/traces/${TRACE_ID}`)
      answered += 1
      await response.arrayBuffer()
      return response.status
    })
    await Promise.race(queries)
    const before = answered
    await send(receiver, [span(SPANS + 1, 0, 1)])
    const meanwhile = answered - before
    assert.ok(meanwhile < QUERIES / 5, `${meanwhile} queries were answered first`)
    const statuses = await Promise.all(queries)
    assert.ok(statuses.every((status) => status === 200 || status === 503))
    const { spans } = await ask<TraceView>(receiver, `/api/traces/${TRACE_ID}`)
    assert.equal(spans.length, SPANS + 1)
  })
})
