// Reads one attribute, a KeyValue, where it lies: as the published definitions and values.ts would read it.
import { Fields } from './wire.ts'

/** The field of an AnyValue that holds the value; 0 where it holds none. */
export const KIND = { none: 0, text: 1, bool: 2, int: 3, double: 4, list: 5, map: 6, bytes: 7 } as const

/** Where one message has several of them, values.ts takes them in this order. By field number. */
const RANK = [0, 7, 6, 5, 4, 2, 1, 3]

/** Tags of the two fields of a KeyValue. */
export const [KEY, VALUE] = [0x0a, 0x12]

const pair = new Fields()
const any = new Fields()

/** Places in one attribute. One object is filled again and again. */
export class Attribute {
  bytes: Uint8Array = new Uint8Array()
  /** Place of the length in front of the key; 0 where there is none. */
  key = 0
  /** Of the AnyValue; 0 where there is none. */
  value = 0

  at(bytes: Uint8Array, place: number): this {
    this.bytes = bytes
    if (this.#isUsual(bytes, place)) return this
    this.key = 0
    this.value = 0
    pair.within(bytes, place)
    while (pair.next()) {
      if (pair.number === 1) this.key = pair.at
      else if (pair.number === 2) this.value = pair.at
    }
    return this
  }

  /** A key, then a value, both short: as every SDK writes them, and read without a look at anything else. */
  #isUsual(bytes: Uint8Array, place: number): boolean {
    const length = bytes[place] ?? 128
    const key = bytes[place + 2] ?? 128
    const value = place + 3 + key
    if (length > 127 || key > 127 || bytes[place + 1] !== KEY || bytes[value] !== VALUE) return false
    const rest = bytes[value + 1] ?? 128
    if (rest > 127 || value + 2 + rest !== place + 1 + length) return false
    this.key = place + 2
    this.value = value + 1
    return true
  }
}

/** What an AnyValue holds. One object is filled again and again. */
export class AnyAt {
  kind = 0
  /** Where the value begins; of what is length-delimited, its length. */
  at = 0

  read(bytes: Uint8Array, place: number): this {
    this.kind = KIND.none
    if (place === 0) return this
    any.within(bytes, place)
    while (any.next()) {
      const rank = RANK[any.number] ?? 0
      if (rank === 0 || rank < (RANK[this.kind] ?? 0)) continue
      this.kind = any.number
      this.at = any.at
    }
    return this
  }
}
