import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTelemetry } from '../../console/engine/telemetry.ts'
import { type SpanToSend, send, traceBody, traceId } from './bodies.ts'
import { START, TRACE_ID } from './spans.ts'

const OTHER = traceId(9)
const NOW = Number(START / 1_000_000n) + 10_000

describe('the map of services', () => {
  it('shows who calls whom, with rate, errors and time', () => {
    const telemetry = createTelemetry({ now: () => NOW })
    const attributes = { 'db.system.name': 'postgresql', 'db.namespace': 'orders', 'server.address': 'db' }
    const client = (id: number, more: Partial<SpanToSend>): SpanToSend => ({
      id,
      parent: 1,
      kind: 'client',
      ...more,
    })
    const spans: SpanToSend[] = [
      { id: 1, kind: 'server', from: 0, to: 100 },
      client(2, { to: 20, attributes: { ...attributes, 'db.query.text': 'SELECT 1' } }),
      client(3, { to: 40, failed: true, attributes: { ...attributes, 'db.query.text': 'SELECT 2' } }),
      client(4, { to: 90, attributes }),
      client(5, { from: 10, to: 60, attributes: { 'server.address': 'kitchen', 'server.port': 3001 } }),
      client(6, { attributes: { 'server.address': 'api.example.com', 'server.port': 443 } }),
      client(7, {
        kind: 'producer',
        attributes: { 'messaging.system': 'nats', 'messaging.destination.name': 'placed' },
      }),
    ]
    const kitchen: SpanToSend[] = [
      { id: 8, parent: 5, kind: 'server', from: 20, to: 50, failed: true },
      {
        id: 9,
        parent: 7,
        kind: 'consumer',
        attributes: { 'messaging.system': 'nats', 'messaging.destination.name': 'placed' },
      },
    ]
    send(telemetry, traceBody({ spans }, { service: 'kitchen', spans: kitchen }))
    const { nodes, edges, windowSeconds } = telemetry.map(15)
    assert.equal(Math.round(windowSeconds), 10)
    assert.deepEqual(nodes.map(({ id }) => id).sort(), [
      'caller',
      'database:postgresql/orders',
      'external:api.example.com:443',
      'messaging:nats/placed',
      'service:kitchen',
      'service:orders',
    ])
    const calls = edges.map(({ from, to, calls, errorShare, p99 }) => [from, to, calls, errorShare, p99])
    assert.deepEqual(calls.sort(), [
      ['caller', 'service:orders', 1, 0, 0.1],
      ['messaging:nats/placed', 'service:kitchen', 1, 0, 0.01],
      ['service:orders', 'database:postgresql/orders', 2, 0.5, 0.04],
      ['service:orders', 'external:api.example.com:443', 1, 0, 0.01],
      ['service:orders', 'messaging:nats/placed', 1, 0, 0.01],
      ['service:orders', 'service:kitchen', 1, 0, 0.05],
    ])
    const node = nodes.find(({ id }) => id === 'database:postgresql/orders')
    assert.deepEqual([node?.p50, node?.p95, Math.round((node?.rate ?? 0) * 10)], [0.02, 0.04, 2])
  })

  const called: [string, Record<string, string>][] = [
    ['a database', { 'db.system.name': 'postgresql', 'db.namespace': 'orders', 'db.query.text': 'SELECT 1' }],
    ['a database by its old names', { 'db.system': 'redis', 'db.name': '0', 'db.statement': 'GET a' }],
    ['a database without a name', { 'db.system': 'redis', 'db.operation': 'GET' }],
    ['a queue', { 'messaging.system': 'nats', 'messaging.destination.name': 'orders/placed' }],
    ['an address', { 'server.address': '::1', 'server.port': '8080' }],
    ['an address by its old names', { 'net.peer.name': 'example.com', 'net.peer.port': '443' }],
  ]
  for (const [what, said] of called) {
    it(`says how the calls of it are found: ${what}`, () => {
      const telemetry = createTelemetry({ now: () => NOW })
      send(
        telemetry,
        traceBody({
          spans: [
            { id: 1, kind: 'client', attributes: said },
            { id: 2, trace: OTHER },
          ],
        }),
      )
      const attr = telemetry.map(15).nodes.find(({ kind }) => kind !== 'service')?.attr ?? []
      assert.ok(attr.length > 0)
      const wishes = attr.map((pair) => pair.split('=') as [string, string])
      const attributes = wishes.map(([key, value]) => ({ key, value }))
      const { traces } = telemetry.traces({ limit: 10, attributes })
      assert.deepEqual(
        traces.map(({ traceId }) => traceId),
        [TRACE_ID],
      )
    })
  }

  it('shows those with most calls where there are too many to be drawn, and says how many it does not', () => {
    const telemetry = createTelemetry({ now: () => NOW })
    const called = (host: number, id: number): SpanToSend => ({
      id,
      kind: 'client',
      attributes: { 'server.address': `host-${host}` },
    })
    send(telemetry, traceBody({ spans: Array.from({ length: 1_000 }, (_, host) => called(host, host + 1)) }))
    send(telemetry, traceBody({ spans: [called(999, 1_001)] }))
    const { nodes, edges, omitted } = telemetry.map(15)
    assert.deepEqual([nodes.length, edges.length, omitted], [200, 199, 801])
    assert.ok(['service:orders', 'external:host-999'].every((id) => nodes.some((node) => node.id === id)))
  })

  it('is of the window that is asked for', () => {
    const telemetry = createTelemetry({ now: () => NOW + 3_600_000 })
    send(telemetry, traceBody({ spans: [{ id: 1, kind: 'server' }] }))
    assert.deepEqual(telemetry.map(15).nodes, [])
  })
})
