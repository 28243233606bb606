// Looks for a few attributes of a record by their keys, without decoding it.
import { AnyAt, Attribute, KIND } from '../otlp/attribute.ts'
import { MESSAGES } from '../otlp/definitions.ts'
import { anyValue } from '../otlp/values.ts'
import { afterVarint, bigVarintAt, doubleAt, endAt, isAt, textAt, varintAt } from '../otlp/wire.ts'
import { jsonOf } from './decode.ts'

const any = new AnyAt()

export class Wanted<K extends string> {
  readonly #keys: readonly K[]
  readonly #bytes: readonly Buffer[]
  /** Indices of the keys of each length. */
  readonly #byLength: number[][] = []
  readonly #values: Uint32Array
  readonly #attribute = new Attribute()
  #raw: Buffer = Buffer.alloc(0)

  constructor(keys: readonly K[]) {
    this.#keys = keys
    this.#bytes = keys.map((key) => Buffer.from(key))
    this.#values = new Uint32Array(keys.length)
    this.#bytes.forEach(({ length }, index) => {
      this.#byLength[length] = [...(this.#byLength[length] ?? []), index]
    })
  }

  /** Of another record. */
  begin(raw: Buffer): void {
    this.#raw = raw
    this.#values.fill(0)
  }

  /** Of an attribute that is there twice, the last counts. */
  see(place: number): void {
    const { key, value } = this.#attribute.at(this.#raw, place)
    if (key === 0) return
    for (const index of this.#byLength[varintAt(this.#raw, key)] ?? []) {
      if (isAt(this.#raw, key, this.#bytes[index] ?? this.#raw)) this.#values[index] = value
    }
  }

  /** As text; '' where it is not there, or neither text nor number nor boolean. */
  text(key: K): string {
    const value = this.#values[this.#keys.indexOf(key)] ?? 0
    return value === 0 ? '' : (scalarAt(this.#raw, value) ?? '')
  }
}

/** Undefined for lists, maps, bytes and nothing. */
export function scalarAt(raw: Buffer, place: number): string | undefined {
  const { kind, at } = any.read(raw, place)
  if (kind === KIND.text) return textAt(raw, at)
  if (kind === KIND.int) return String(bigVarintAt(raw, at))
  if (kind === KIND.double) return String(doubleAt(raw, at))
  return kind === KIND.bool ? String(bigVarintAt(raw, at) !== 0n) : undefined
}

/** Whether there is a list, a map or bytes, or no value at all. */
export function isOtherAt(raw: Buffer, place: number): boolean {
  const { kind } = any.read(raw, place)
  return kind !== KIND.text && kind !== KIND.int && kind !== KIND.double && kind !== KIND.bool
}

/** Whether the value there is this text, or is written like it: a number, true or false, a list or an object in JSON. */
export function isValueAt(raw: Buffer, place: number, text: string, bytes: Uint8Array): boolean {
  const { kind, at } = any.read(raw, place)
  if (kind === KIND.text) return isAt(raw, at, bytes)
  if (kind !== KIND.list && kind !== KIND.map) return scalarAt(raw, place) === text
  const decoded = MESSAGES.value.decode(raw.subarray(afterVarint(raw, place), endAt(raw, place)))
  return JSON.stringify(jsonOf(anyValue(decoded))) === text
}
