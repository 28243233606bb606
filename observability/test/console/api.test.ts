import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { CodedError } from '../../cli/errors.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { ORDERS, START, span, spanId, TRACE_ID } from './spans.ts'

interface Body {
  readonly services: { name: string; spans: number }[]
  readonly traces: { traceId: string; updatedAt?: number }[]
  readonly spans: { name: string; resource: number }[]
  readonly resources: { service: string }[]
  readonly code: string
}

describe('the JSON API', () => {
  let console: Console
  before(async () => {
    console = await startConsole({ port: 0 })
    const other = { ...ORDERS, service: 'stock' }
    const child = { parentSpanId: spanId(1), resource: other, status: 'error' } as const
    console.store.traces.add(span(2, 1, 3, child))
    console.store.traces.add(span(1, 0, 4, { name: 'GET /orders', kind: 'server' }))
    console.store.traces.add(span(9, 9, 10, { traceId: 'f'.repeat(32) }))
  })
  after(() => console.close())

  const get = async (path: string) => {
    const response = await fetch(console.url + path)
    return { status: response.status, body: await response.json() } as { status: number; body: Body }
  }

  it('lists the services seen', async () => {
    const { body } = await get('/api/services')
    assert.deepEqual(
      body.services.map(({ name, spans }) => [name, spans]),
      [
        ['orders', 2],
        ['stock', 1],
      ],
    )
  })

  it('lists traces, the newest first, with nanoseconds as text', async () => {
    const { body } = await get('/api/traces')
    assert.equal(body.traces.length, 2)
    assert.deepEqual(body.traces[1], {
      traceId: TRACE_ID,
      name: 'GET /orders',
      service: 'orders',
      services: ['stock', 'orders'],
      startNs: String(START),
      durationNs: '4000000',
      spans: 2,
      errors: 1,
      dropped: 0,
    })
  })

  it('narrows traces to a service and a number', async () => {
    assert.equal((await get('/api/traces?service=stock')).body.traces.length, 1)
    assert.equal((await get('/api/traces?service=nobody')).body.traces.length, 0)
    assert.equal((await get('/api/traces?limit=1')).body.traces[0]?.traceId, 'f'.repeat(32))
  })

  it('gives a trace with its spans, and 404 for one it does not hold', async () => {
    const { body } = await get(`/api/traces/${TRACE_ID}`)
    assert.deepEqual(body.spans.map(({ name }) => name).sort(), ['GET /orders', 'span 2'])
    assert.equal((await get(`/api/traces/${'e'.repeat(32)}`)).status, 404)
    assert.equal((await get('/api/traces/x')).status, 404)
  })

  it('gives each resource of a trace once, however many exports brought it', async () => {
    const traceId = 'd'.repeat(32)
    for (const [number, service] of ['orders', 'stock', 'orders'].entries())
      console.store.traces.add(span(number, 0, 1, { traceId, resource: { ...ORDERS, service } }))
    const { body } = await get(`/api/traces/${traceId}`)
    assert.deepEqual(
      body.resources.map(({ service }) => service),
      ['orders', 'stock'],
    )
    assert.deepEqual(
      body.spans.map(({ resource }) => resource),
      [0, 1, 0],
    )
  })

  it('refuses what is too long for one answer, and lives on', async () => {
    const traceId = 'c'.repeat(32)
    // U+0001 takes six characters in JSON: 100 million become more than a string can hold.
    const attributes = { text: '\u0001'.repeat(5_000_000) }
    for (let number = 1; number <= 20; number++)
      console.store.traces.add(span(number, 0, 1, { traceId, attributes }))
    const { status, body } = await get(`/api/traces/${traceId}`)
    assert.deepEqual([status, body.code], [500, 'ANSWER_TOO_LARGE'])
    assert.equal((await get('/api/services')).status, 200)
  })

  it('answers 500 when it fails, and lives on', async (t) => {
    t.mock.method(console.store.traces, 'services', () => {
      throw new Error('broken')
    })
    const { status, body } = await get('/api/services')
    assert.deepEqual([status, body.code], [500, 'ANSWER_FAILED'])
    assert.equal((await get('/api/traces')).status, 200)
  })

  it('refuses limits that are none', async () => {
    for (const limit of ['0', '-1', '1e9', 'x', '']) {
      assert.equal((await get(`/api/traces?limit=${limit}`)).status, 400, `limit=${limit}`)
    }
  })

  it('does not answer to a foreign Host, which a rebound name would carry', async () => {
    const { hostname, port } = new URL(console.url)
    const status = await new Promise((done) => {
      const headers = { host: `evil.example:${port}` }
      request({ hostname, port, path: '/api/traces', headers }, (response) =>
        done(response.resume().statusCode),
      ).end()
    })
    assert.equal(status, 403)
  })

  it('says which port is taken', async () => {
    const port = Number(new URL(console.url).port)
    await assert.rejects(startConsole({ port }), (error) => {
      assert.ok(error instanceof CodedError)
      assert.equal(error.code, 'CONSOLE_PORT_TAKEN')
      assert.match(String(error), new RegExp(`127.0.0.1:${port}`))
      return true
    })
  })
})
