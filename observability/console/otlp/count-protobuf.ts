// Walks over a protobuf body without decoding it. https://protobuf.dev/programming-guides/encoding/
import type { Signal } from './definitions.ts'
import { type Amount, assertWithin } from './limits.ts'
import { MalformedRequest } from './values.ts'

/** What of a message is counted further, by field number, as the .proto files number them. */
interface Shape {
  readonly record?: true
  /** A list of numbers packed into one field: bytes that each takes at least. */
  readonly packed?: number
  readonly fields?: Readonly<Record<number, Shape>>
}

const fields = (numbers: Readonly<Record<number, Shape>>): Shape => ({ fields: numbers })
const record = (numbers: Readonly<Record<number, Shape>>): Shape => ({ record: true, fields: numbers })

const anyValue: Record<number, Shape> = {}
const attribute = fields({ 2: fields(anyValue) })
anyValue[5] = fields({ 1: fields(anyValue) })
anyValue[6] = fields({ 1: attribute })
const exemplar = fields({ 7: attribute })
const event = fields({ 3: attribute })
const link = fields({ 4: attribute })
const fixed64s: Shape = { packed: 8 }
const buckets = fields({ 2: { packed: 1 } })

const span = record({ 9: attribute, 11: event, 13: link })
const log = record({ 5: fields(anyValue), 6: attribute })
const number = fields({ 1: record({ 5: exemplar, 7: attribute }) })
const histogram = fields({ 1: record({ 6: fixed64s, 7: fixed64s, 8: exemplar, 9: attribute }) })
const exponential = fields({ 1: record({ 1: attribute, 8: buckets, 9: buckets, 11: exemplar }) })
const summary = fields({ 1: record({ 6: {}, 7: attribute }) })
const metric = fields({ 5: number, 7: number, 9: histogram, 10: exponential, 11: summary, 12: attribute })

/** Resource and scope hold attributes; between them and the records are two more messages, the same for each signal. */
const request = (inner: Shape): Shape =>
  fields({ 1: fields({ 1: fields({ 1: attribute }), 2: fields({ 1: fields({ 3: attribute }), 2: inner }) }) })

const REQUESTS: Readonly<Record<Signal, Shape>> = {
  traces: request(span),
  logs: request(log),
  metrics: request(metric),
}

/** Deeper than this nothing is kept (values.ts), and the walk is recursive. */
const MAX_DEPTH = 100

/** Throws a refusal as soon as the body holds more than it may, and where it is not protobuf at all. */
export function assertProtobufWithin(signal: Signal, body: Uint8Array, limits?: Amount): void {
  new Walk(body, limits).message(body.length, REQUESTS[signal], 0)
}

class Walk implements Amount {
  readonly #bytes: Uint8Array
  readonly #limits: Amount | undefined
  records = 0
  values = 0
  #at = 0

  constructor(bytes: Uint8Array, limits: Amount | undefined) {
    this.#bytes = bytes
    this.#limits = limits
  }

  message(end: number, { record, fields }: Shape, depth: number): void {
    if (depth > MAX_DEPTH) throw new MalformedRequest('the body is nested too deep')
    if (record) this.#count(1, 0)
    while (this.#at < end) {
      const tag = this.#varint()
      this.#count(0, 1)
      const type = tag % 8
      if (type !== 2) this.#skip(type)
      else this.#lengthDelimited(fields?.[Math.floor(tag / 8)], depth)
    }
    if (this.#at > end) throw malformed()
  }

  #lengthDelimited(shape: Shape | undefined, depth: number): void {
    const length = this.#varint()
    const end = this.#at + length
    if (end > this.#bytes.length) throw malformed()
    if (shape?.packed) this.#count(0, length / shape.packed)
    if (shape && !shape.packed) this.message(end, shape, depth + 1)
    this.#at = end
  }

  #skip(type: number): void {
    if (type === 0) this.#varint()
    else if (type === 1) this.#at += 8
    else if (type === 5) this.#at += 4
    else throw malformed() // groups, which OTLP has none of
  }

  /** A double holds 53 bits: enough for tags and lengths, and of other numbers only the end matters. */
  #varint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined || scale > 2 ** 63) throw malformed()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  #count(records: number, values: number): void {
    this.records += records
    this.values += values
    assertWithin(this, this.#limits)
  }
}

const malformed = () => new MalformedRequest('the body is not a valid protobuf export request')
