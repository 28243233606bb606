// What a client's span was sent to, where that sends no spans itself.
// https://opentelemetry.io/docs/specs/semconv/ and, behind each, what it was called before.
import type { MapNode } from '../contract.ts'
import { Fields } from '../otlp/wire.ts'
import { brief } from './brief.ts'
import { Wanted } from './wanted.ts'

export type Peer = Pick<MapNode, 'id' | 'name' | 'kind'>

const fields = new Fields()
const wanted = new Wanted([
  ...(['db.system.name', 'db.system', 'db.namespace', 'db.name'] as const),
  ...(['db.query.text', 'db.statement', 'db.operation.name', 'db.operation', 'db.query.summary'] as const),
  ...(['messaging.system', 'messaging.destination.name', 'messaging.destination'] as const),
  ...(['server.address', 'net.peer.name', 'server.port', 'net.peer.port'] as const),
])

export function peerOf(raw: Buffer, place: number): Peer | undefined {
  wanted.begin(raw)
  fields.within(raw, place)
  while (fields.next()) if (fields.number === 9) wanted.see(fields.at)
  return database() ?? messaging() ?? external()
}

/** Waiting for a free connection, which pools make a span of too, is no call. */
function database(): Peer | undefined {
  const system = wanted.text('db.system.name') || wanted.text('db.system')
  if (system === '') return undefined
  const asked =
    wanted.text('db.query.text') ||
    wanted.text('db.statement') ||
    wanted.text('db.operation.name') ||
    wanted.text('db.operation') ||
    wanted.text('db.query.summary')
  if (asked === '') return undefined
  const namespace = wanted.text('db.namespace') || wanted.text('db.name')
  const name = namespace === '' ? system : `${system}/${namespace}`
  return peer('database', name)
}

function messaging(): Peer | undefined {
  const system = wanted.text('messaging.system')
  if (system === '') return undefined
  const destination = wanted.text('messaging.destination.name') || wanted.text('messaging.destination')
  const name = destination === '' ? system : `${system}/${destination}`
  return peer('messaging', name)
}

function external(): Peer | undefined {
  const address = wanted.text('server.address') || wanted.text('net.peer.name')
  const isDatabase = wanted.text('db.system.name') || wanted.text('db.system')
  if (address === '' || isDatabase) return undefined
  const port = wanted.text('server.port') || wanted.text('net.peer.port')
  const name = port === '' ? address : `${address}:${port}`
  return peer('external', name)
}

function peer(kind: Peer['kind'], whole: string): Peer {
  const name = brief(whole)
  return { id: `${kind}:${name}`, name, kind }
}
