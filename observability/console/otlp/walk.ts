// One walk over a protobuf body, without an object made of any of it: is it what it says, does it hold no more than it
// may, and where in it are the records. https://protobuf.dev/programming-guides/encoding/

import { Cursor, malformed } from './cursor.ts'
import type { Signal } from './definitions.ts'
import { type Amount, assertWithin, LIMITS } from './limits.ts'
import { POINTS, RECORDS, RESOURCE, SCOPE, type Shape, WIRE } from './shapes.ts'
import { MalformedRequest } from './values.ts'

/** Deeper than this nothing is shown (values.ts), and walk and decoder are recursive. */
const MAX_DEPTH = 100

/** Numbers of each record in `found`. */
export const FOUND = 3

/** Places are those of the length in front of a message; 0 where there is none. */
export interface Walked {
  /** Spans or log records. */
  readonly records: number
  /** Of each span or log record in turn: its place, its resource's and its scope's. The next walk overwrites it. */
  readonly found: Uint32Array
  /** Data points of metrics without a name. */
  readonly nameless: number
}

/** @throws Refusal or MalformedRequest; what it does not refuse can be decoded. */
export function walk(signal: Signal, body: Uint8Array, limits: Amount = LIMITS): Walked {
  return new Walk(signal, body, limits).request()
}

let found = new Uint32Array(FOUND * 1024)

class Walk extends Cursor implements Amount {
  records = 0
  values = 0
  nameless = 0
  readonly #limits: Amount
  readonly #record: Shape
  readonly #metrics: boolean
  #found = 0

  constructor(signal: Signal, bytes: Uint8Array, limits: Amount) {
    super(bytes)
    this.#limits = limits
    this.#record = RECORDS[signal]
    this.#metrics = signal === 'metrics'
  }

  request(): Walked {
    const end = this.bytes.length
    while (this.at < end) {
      if (this.#field() === 1) this.#group(this.inner(end))
      else this.skip(this.type, end)
    }
    if (this.at !== end) throw malformed()
    return { records: this.#found, found, nameless: this.nameless }
  }

  /** The records of one resource, which may stand before or behind them; of several, the last is the one. */
  #group(end: number): void {
    const first = this.#found
    let resource = 0
    while (this.at < end) {
      const field = this.#field()
      const place = this.at
      if (field === 1) {
        this.#message(this.inner(end), RESOURCE, 1)
        resource = place
      } else if (field === 2) this.#scoped(this.inner(end))
      else if (field === 3) this.inner(end, true)
      else this.skip(this.type, end)
    }
    if (this.at !== end) throw malformed()
    for (let index = first; index < this.#found; index++) found[index * FOUND + 1] = resource
  }

  #scoped(end: number): void {
    const first = this.#found
    let scope = 0
    while (this.at < end) {
      const field = this.#field()
      const place = this.at
      if (field === 1) {
        this.#message(this.inner(end), SCOPE, 1)
        scope = place
      } else if (field === 2) this.#keep(place, this.inner(end))
      else if (field === 3) this.inner(end, true)
      else this.skip(this.type, end)
    }
    if (this.at !== end) throw malformed()
    for (let index = first; index < this.#found; index++) found[index * FOUND + 2] = scope
  }

  #keep(place: number, end: number): void {
    if (this.#metrics) {
      this.#metric(end)
      return
    }
    const from = this.#found * FOUND
    if (from === found.length) found = grown(found)
    found[from] = place
    this.#found += 1
    this.#count()
    this.#message(end, this.#record, 1)
  }

  #metric(end: number): void {
    const before = this.records
    let named = false
    while (this.at < end) {
      const field = this.#field()
      const points = POINTS[field]?.shape
      if (points) this.#points(this.inner(end), points)
      else if (field === 1) {
        const from = this.at
        named = this.inner(end, true) - from > 1
      } else this.#known(this.#record, field, end, 1)
    }
    if (this.at !== end) throw malformed()
    if (!named) this.nameless += this.records - before
  }

  #points(end: number, shape: Shape): void {
    while (this.at < end) {
      if (this.#field() === 1) {
        this.#count()
        this.#message(this.inner(end), shape, 2)
      } else this.skip(this.type, end)
    }
    if (this.at !== end) throw malformed()
  }

  /** Nearly all of a body is gone through here, so what is short and usual is read without a call. */
  #message(end: number, shape: Shape, depth: number): void {
    if (depth > MAX_DEPTH) throw new MalformedRequest('the body is nested too deep')
    const bytes = this.bytes
    let at = this.at
    while (at < end) {
      const tag = bytes[at] ?? 128
      const length = bytes[at + 1] ?? 128
      const field = tag < 128 ? shape[tag >>> 3] : undefined
      if (field !== undefined && field.type === WIRE.length && (tag & 7) === WIRE.length && length < 128) {
        this.#countValue()
        at += 2
        const last = at + length
        if (last > end) throw malformed()
        if (field.shape !== undefined) {
          this.at = at
          this.#message(last, field.shape, depth + 1)
        }
        at = last
      } else {
        this.at = at
        this.#known(shape, this.#field(), end, depth)
        at = this.at
      }
    }
    if (at !== end) throw malformed()
    this.at = at
  }

  #known(shape: Shape, number: number, end: number, depth: number): void {
    const field = number < shape.length ? shape[number] : undefined
    if (field === undefined) this.skip(this.type, end)
    else if (field.packed !== undefined && this.type === WIRE.length) this.#packed(field.packed, end)
    else if (field.type >= 0 && field.type !== this.type) throw malformed()
    else if (field.narrow) this.skipNarrow()
    else if (field.shape) this.#message(this.inner(end), field.shape, depth + 1)
    else this.skip(this.type, end)
  }

  #packed(each: number, end: number): void {
    const from = this.at
    const length = this.inner(end, true) - from
    this.values += length / each
    if (this.values > this.#limits.values) assertWithin(this, this.#limits)
  }

  /** Its number; its wire type is kept aside. */
  #field(): number {
    this.#countValue()
    const tag = this.varint32()
    this.type = tag & 7
    const number = tag >>> 3
    if (number === 0) throw malformed()
    return number
  }

  #countValue(): void {
    this.values += 1
    if (this.values > this.#limits.values) assertWithin(this, this.#limits)
  }

  #count(): void {
    this.records += 1
    if (this.records > this.#limits.records) assertWithin(this, this.#limits)
  }
}

function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
