// Reads single values of an OTLP message. Protobuf and JSON give the same shape with other scalars: ids as
// bytes or hex, 64-bit integers as Long or decimal text, bytes raw or base64. Each reader takes both.
// JSON mapping: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import { RESOURCE } from '../../conventions/attributes.ts'
import type { Attributes, Resource, Value } from '../model.ts'

/** The request cannot be read at all: answered with 400, and nothing of it is kept. */
export class MalformedRequest extends Error {}

export type Message = Readonly<Record<string, unknown>>

/** Deeper values are cut: no real attribute nests like this, and reading is recursive. */
const MAX_DEPTH = 32

export function messages(value: unknown, field: string): Message[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new MalformedRequest(`${field} is not an array`)
  return value.map((item) => message(item, field))
}

export function message(value: unknown, field: string): Message {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    throw new MalformedRequest(`${field} is not an object`)
  return value as Message
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Lower-case hex; undefined unless it has exactly so many bytes and one of them is not zero. */
export function id(value: unknown, bytes: number): string | undefined {
  const hex = typeof value === 'string' ? value.toLowerCase() : isBytes(value) ? toHex(value) : ''
  const valid = hex.length === bytes * 2 && /^[0-9a-f]+$/.test(hex) && !/^0+$/.test(hex)
  return valid ? hex : undefined
}

export function integer(value: unknown, field: string): bigint {
  if (value === undefined || value === null) return 0n
  if (isLong(value)) return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0)
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value)
  throw new MalformedRequest(`${field} is not an integer`)
}

/** For fixed64 and uint64 fields: times and counts. */
export function unsigned(value: unknown, field: string): bigint {
  return BigInt.asUintN(64, integer(value, field))
}

function float(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  // proto3 JSON writes these three as text.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  return undefined
}

/** An enum, which JSON carries as its number; some senders write the name. */
export function choice<T extends string>(value: unknown, names: readonly T[], prefix: string): T {
  const [unknown] = names as readonly [T, ...T[]]
  if (typeof value === 'number') return names[value] ?? unknown
  const name = text(value).replace(prefix, '').toLowerCase()
  return names.find((known) => known === name) ?? unknown
}

export function attributes(value: unknown): Attributes {
  return keyValues(value, 0)
}

export function anyValue(value: unknown, depth = 0): Value {
  if (value === undefined || value === null) return null
  const any = message(value, 'value')
  if (typeof any.stringValue === 'string') return any.stringValue
  if (typeof any.boolValue === 'boolean') return any.boolValue
  if (present(any.intValue)) return narrow(BigInt.asIntN(64, integer(any.intValue, 'intValue')))
  if (present(any.doubleValue)) return float(any.doubleValue) ?? null
  if (present(any.bytesValue))
    return isBytes(any.bytesValue) ? toBase64(any.bytesValue) : text(any.bytesValue)
  if (depth >= MAX_DEPTH) return '…'
  if (present(any.arrayValue)) {
    const { values } = message(any.arrayValue, 'arrayValue')
    return messages(values, 'arrayValue.values').map((item) => anyValue(item, depth + 1))
  }
  if (present(any.kvlistValue)) return keyValues(message(any.kvlistValue, 'kvlistValue').values, depth + 1)
  return null
}

export function resource(value: unknown): Resource {
  const all = attributes(message(value, 'resource').attributes)
  const named = (key: string) => (typeof all[key] === 'string' ? all[key] : undefined)
  return {
    // What the specification asks of an SDK that was given no name.
    service: named(RESOURCE.service) || 'unknown_service',
    version: named(RESOURCE.version),
    environment: named(RESOURCE.environment),
    attributes: all,
  }
}

function keyValues(value: unknown, depth: number): Record<string, Value> {
  const pairs = messages(value, 'attributes').map(
    (pair) => [text(pair.key), anyValue(pair.value, depth)] as const,
  )
  // fromEntries defines own properties, so a key of "__proto__" stays a key.
  return Object.fromEntries(pairs)
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

/** protobufjs' 64-bit integers: two signed halves. */
function isLong(value: unknown): value is { readonly low: number; readonly high: number } {
  return typeof value === 'object' && value !== null && 'low' in value && 'high' in value
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
