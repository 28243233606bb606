// What the messages of OTLP are made of, as its .proto files number it: as much as it takes to find the records of a
// body, and to know that whatever is kept can be decoded later. The published definitions
// (definitions.ts) read a field by its number alone; so a field of another wire type must not come that far.
import type { Signal } from './definitions.ts'

/** https://protobuf.dev/programming-guides/encoding/#structure; 3 and 4 are groups, which OTLP has none of. */
export const WIRE = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const

/** By field number. A field that is not there is skipped. */
export type Shape = readonly (Field | undefined)[]

export interface Field {
  /** -1 where it may be either: a number alone, or many of them packed. */
  readonly type: number
  readonly shape?: Shape
  readonly narrow?: true
  /** Bytes that each number of a packed list takes at least. */
  readonly packed?: number
}

const varint: Field = { type: WIRE.varint }
/** An int32, uint32 or bool. protobufjs takes one of more than five bytes to have all ten, as negative ones do. */
const narrow: Field = { type: WIRE.varint, narrow: true }
const fixed64: Field = { type: WIRE.fixed64 }
const fixed32: Field = { type: WIRE.fixed32 }
const bytes: Field = { type: WIRE.length }
const packed = (each: number): Field => ({ type: -1, packed: each })
const inner = (shape: Shape): Field => ({ type: WIRE.length, shape })

/** A list rather than an object, and without holes: it is looked into for every field of every record. */
function message(fields: Readonly<Record<number, Field>>, into: (Field | undefined)[] = []): Shape {
  const last = Math.max(...Object.keys(fields).map(Number))
  for (let number = 0; number <= last; number++) into.push(fields[number])
  return into
}

const any: (Field | undefined)[] = []
const attribute = inner(message({ 1: bytes, 2: inner(any) }))
const list = inner(message({ 1: inner(any) }))
message(
  { 1: bytes, 2: narrow, 3: varint, 4: fixed64, 5: list, 6: inner(message({ 1: attribute })), 7: bytes },
  any,
)

const entity = inner(message({ 1: bytes, 2: bytes, 3: bytes, 4: bytes }))
export const RESOURCE = message({ 1: attribute, 2: narrow, 3: entity })
export const SCOPE = message({ 1: bytes, 2: bytes, 3: attribute, 4: narrow })

const event = message({ 1: fixed64, 2: bytes, 3: attribute, 4: narrow })
const link = message({ 1: bytes, 2: bytes, 3: bytes, 4: attribute, 5: narrow, 6: fixed32 })
const span = message({
  ...{ 1: bytes, 2: bytes, 3: bytes, 4: bytes, 5: bytes, 6: narrow, 7: fixed64, 8: fixed64, 9: attribute },
  ...{ 10: narrow, 11: inner(event), 12: narrow, 13: inner(link), 14: narrow },
  ...{ 15: inner(message({ 2: bytes, 3: narrow })), 16: fixed32 },
})
const log = message({
  ...{ 1: fixed64, 2: narrow, 3: bytes, 5: inner(any), 6: attribute, 7: narrow, 8: fixed32, 9: bytes },
  ...{ 10: bytes, 11: fixed64, 12: bytes },
})

const exemplar = inner(message({ 7: attribute }))
const buckets = inner(message({ 2: packed(1) }))
const NUMBER_POINT = message({ 5: exemplar, 7: attribute })
const histogramPoint = message({ 6: packed(8), 7: packed(8), 8: exemplar, 9: attribute })
const exponentialPoint = message({ 1: attribute, 8: buckets, 9: buckets, 11: exemplar })
const summaryPoint = message({ 6: inner([]), 7: attribute })
/** Data points of each kind: where it is in a metric, and what its points are made of. */
export const POINTS: Shape = message({
  5: inner(NUMBER_POINT),
  7: inner(NUMBER_POINT),
  9: inner(histogramPoint),
  10: inner(exponentialPoint),
  11: inner(summaryPoint),
})
const metric = message({ 1: bytes, 2: bytes, 3: bytes, 12: attribute })

/** What is kept one by one: a span, a log record, a metric with its points. */
export const RECORDS: Readonly<Record<Signal, Shape>> = { traces: span, logs: log, metrics: metric }
