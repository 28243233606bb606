// From the bytes of a record to what a page shows of it, with the published definitions.
import type { Attributes, Json } from '../contract.ts'
import type { LogRecord, Attributes as Read, Resource, Span, Value } from '../model.ts'
import { MESSAGES, type MessageType } from '../otlp/definitions.ts'
import { readLog, readSpan } from '../otlp/read.ts'
import { afterVarint, endAt } from '../otlp/wire.ts'
import type { LogSegment } from '../store/log-records.ts'
import { resourceAt } from '../store/service-table.ts'
import type { SpanSegment } from '../store/spans.ts'

/** Reads each resource of a segment once. */
export class Resources {
  readonly #read = new Map<Buffer, Map<number, Resource>>()

  of(raw: Buffer, place: number): Resource {
    const inSegment = this.#read.get(raw) ?? new Map<number, Resource>()
    const resource = inSegment.get(place) ?? resourceAt(raw, place)
    inSegment.set(place, resource)
    this.#read.set(raw, inSegment)
    return resource
  }
}

export function decodeSpan({ raw, columns }: SpanSegment, row: number, resources: Resources): Span {
  const scope = columns.scope[row] ?? 0
  const span = readSpan({
    record: decode(MESSAGES.span, raw, columns.place[row] ?? 0),
    resource: resources.of(raw, columns.resource[row] ?? 0),
    scope: scope === 0 ? '' : String(decode(MESSAGES.scope, raw, scope).name ?? ''),
  })
  if (typeof span === 'string') throw new Error(`a span that was kept cannot be read: ${span}`)
  return span
}

export function decodeLog({ raw, columns }: LogSegment, row: number, resources: Resources): LogRecord {
  return readLog({
    record: decode(MESSAGES.log, raw, columns.place[row] ?? 0),
    resource: resources.of(raw, columns.resource[row] ?? 0),
    scope: '',
  })
}

function decode(type: MessageType, raw: Buffer, place: number): Readonly<Record<string, unknown>> {
  return type.decode(raw.subarray(afterVarint(raw, place), endAt(raw, place))) as Record<string, unknown>
}

export function viewOf(attributes: Read): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, jsonOf(value)]))
}

/** What JSON has no number for is text, as in OTLP's own JSON. */
export function jsonOf(value: Value): Json {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value !== 'object') return value
  return Array.isArray(value) ? value.map(jsonOf) : viewOf(value)
}

/** Two halves of nanoseconds since 1970 as one number, exact. */
export function nanoseconds(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low)
}

/** Nanoseconds from one instant to another, each in two halves; exact up to 104 days. */
export function between(high: number, low: number, fromHigh: number, fromLow: number): number {
  return (high - fromHigh) * 2 ** 32 + (low - fromLow)
}

export function hexOf(...words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** Eight hexadecimal digits each. */
export function wordsOf(hex: string): number[] {
  return Array.from({ length: hex.length / 8 }, (_, word) =>
    Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16),
  )
}
