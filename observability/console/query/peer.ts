// What a client's span was sent to, where that sends no spans itself.
import { DB, MESSAGING, SERVER } from '../../conventions/attributes.ts'
import type { MapNode } from '../contract.ts'
import { Fields } from '../otlp/wire.ts'
import { brief } from './brief.ts'
import { Wanted } from './wanted.ts'

export type Peer = Pick<MapNode, 'id' | 'name' | 'kind' | 'attr'>

/** What was asked of a database. */
const ASKED = [...DB.statement, ...DB.operation, DB.summary] as const

const fields = new Fields()
const wanted = new Wanted([
  ...DB.system,
  ...DB.namespace,
  ...ASKED,
  MESSAGING.system,
  ...MESSAGING.destination,
  ...SERVER.address,
  ...SERVER.port,
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
  const system = firstOf(...DB.system)
  const asked = firstOf(...ASKED)
  if (!system || !asked) return undefined
  return peer('database', '/', system, firstOf(...DB.namespace))
}

function messaging(): Peer | undefined {
  const destination = firstOf(...MESSAGING.destination)
  return peer('messaging', '/', firstOf(MESSAGING.system), destination)
}

function external(): Peer | undefined {
  if (firstOf(...DB.system)) return undefined
  const address = firstOf(...SERVER.address)
  return peer('external', ':', address, firstOf(...SERVER.port))
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
  const name = brief(all.map(([, value]) => value).join(between))
  return { id: `${kind}:${name}`, name, kind, attr: all.map(attr) }
}

/** Of a value that nobody could ask for whole, the key alone. */
const attr = ([key, value]: Found): string => (brief(value) === value ? `${key}=${value}` : key)
