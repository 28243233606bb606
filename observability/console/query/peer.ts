// What a client's span was sent to, where that sends no spans itself.
// https://opentelemetry.io/docs/specs/semconv/ and, behind each, what it was called before.
import type { MapNode } from '../contract.ts'
import { Fields } from '../otlp/wire.ts'
import { Wanted } from './wanted.ts'

export type Peer = Pick<MapNode, 'id' | 'name' | 'kind' | 'attr'>

const fields = new Fields()
const wanted = new Wanted([
  ...(['db.system.name', 'db.system', 'db.namespace', 'db.name'] as const),
  ...(['db.query.text', 'db.statement', 'db.operation.name', 'db.operation', 'db.query.summary'] as const),
  ...(['messaging.system', 'messaging.destination.name', 'messaging.destination'] as const),
  ...(['server.address', 'net.peer.name', 'server.port', 'net.peer.port'] as const),
])

type Key = Parameters<typeof wanted.text>[0]

export function peerOf(raw: Buffer, place: number): Peer | undefined {
  wanted.begin(raw)
  fields.within(raw, place)
  while (fields.next()) if (fields.number === 9) wanted.see(fields.at)
  return database() ?? messaging() ?? external()
}

/** Waiting for a free connection, which pools make a span of too, is no call. */
function database(): Peer | undefined {
  const system = firstOf('db.system.name', 'db.system')
  const asked = firstOf(
    ...(['db.query.text', 'db.statement', 'db.operation.name', 'db.operation', 'db.query.summary'] as const),
  )
  if (!system || !asked) return undefined
  return peer('database', '/', system, firstOf('db.namespace', 'db.name'))
}

function messaging(): Peer | undefined {
  const destination = firstOf('messaging.destination.name', 'messaging.destination')
  return peer('messaging', '/', firstOf('messaging.system'), destination)
}

function external(): Peer | undefined {
  if (firstOf('db.system.name', 'db.system')) return undefined
  const address = firstOf('server.address', 'net.peer.name')
  return peer('external', ':', address, firstOf('server.port', 'net.peer.port'))
}

type Found = readonly [key: Key, value: string]

function firstOf(...keys: readonly Key[]): Found | undefined {
  for (const key of keys) {
    const value = wanted.text(key)
    if (value !== '') return [key, value]
  }
  return undefined
}

function peer(
  kind: Peer['kind'],
  between: string,
  first: Found | undefined,
  second: Found | undefined,
): Peer | undefined {
  if (!first) return undefined
  const all = second ? [first, second] : [first]
  const name = all.map(([, value]) => value).join(between)
  return { id: `${kind}:${name}`, name, kind, attr: all.map(([key, value]) => `${key}=${value}`) }
}
