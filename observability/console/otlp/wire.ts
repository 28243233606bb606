// Reads single fields of a message that the walk has found valid, where it lies. Every function takes the place of a
// value, and none looks beyond the message that it was told the end of.
import { WIRE } from './shapes.ts'

/** Goes through the fields of one message after the other, keeping no object for any of them. */
export class Fields {
  bytes: Uint8Array = new Uint8Array()
  /** Of the field that it stands at. */
  number = 0
  type = 0
  /** Where its value begins: of a length-delimited one, the length. */
  at = 0
  #next = 0
  #end = 0

  /** Of the message whose length stands at `place`. */
  within(bytes: Uint8Array, place: number): this {
    this.bytes = bytes
    const length = varintAt(bytes, place)
    this.#next = afterVarint(bytes, place)
    this.#end = this.#next + length
    return this
  }

  next(): boolean {
    if (this.#next >= this.#end) return false
    const { bytes } = this
    let tag = bytes[this.#next] ?? 0
    let at = this.#next + 1
    if (tag > 127) {
      tag = varintAt(bytes, this.#next)
      at = afterVarint(bytes, this.#next)
    }
    this.number = tag >>> 3
    this.type = tag & 7
    this.at = at
    if (this.type === WIRE.length) this.#next = endAt(bytes, at)
    else if (this.type === WIRE.varint) this.#next = afterVarint(bytes, at)
    else this.#next = at + (this.type === WIRE.fixed64 ? 8 : 4)
    return true
  }
}

/** The lowest 32 bits, without a sign. */
export function varintAt(bytes: Uint8Array, at: number): number {
  let byte = bytes[at] ?? 0
  if (byte < 128) return byte
  let value = byte & 127
  for (let shift = 7; shift < 35; shift += 7) {
    at += 1
    byte = bytes[at] ?? 0
    value |= (byte & 127) << shift
    if (byte < 128) break
  }
  return value >>> 0
}

export function afterVarint(bytes: Uint8Array, at: number): number {
  while ((bytes[at] ?? 0) > 127) at += 1
  return at + 1
}

/** All 64 bits of a number, with its sign. */
export function bigVarintAt(bytes: Uint8Array, at: number): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n, at++) {
    const byte = bytes[at] ?? 0
    value |= BigInt(byte & 127) << shift
    if (byte < 128) break
  }
  return BigInt.asIntN(64, value)
}

export function fixed32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)) >>>
    0
  )
}

/** Four bytes of an identifier, in the order in which it is written. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  )
}

/** Where the value ends whose length stands here. */
export function endAt(bytes: Uint8Array, place: number): number {
  const first = bytes[place] ?? 0
  if (first < 128) return place + 1 + first
  return afterVarint(bytes, place) + varintAt(bytes, place)
}

export function textAt(bytes: Buffer, place: number): string {
  return bytes.toString('utf8', afterVarint(bytes, place), endAt(bytes, place))
}

/** Whether exactly these bytes follow the length that stands here. */
export function isAt(bytes: Uint8Array, place: number, wanted: Uint8Array): boolean {
  if (varintAt(bytes, place) !== wanted.length) return false
  const from = afterVarint(bytes, place)
  for (let index = wanted.length - 1; index >= 0; index--) {
    if (bytes[from + index] !== wanted[index]) return false
  }
  return true
}

export function doubleAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true)
}
