// In which traces a span has all of some attributes, its own or its resource's. What is not there must be found not to be
// there in a million spans, so none is looked at that does not hold the bytes of what is looked for.
import { Attribute, KEY, VALUE } from '../otlp/attribute.ts'
import { endAt, Fields, isAt } from '../otlp/wire.ts'
import type { SpanSegment, SpanStore } from '../store/spans.ts'
import { isOtherAt, isValueAt } from './wanted.ts'

export interface Wish {
  readonly key: string
  /** Any, where it is not given. */
  readonly value?: string
}

interface Condition {
  readonly key: Buffer
  readonly text: string | undefined
  readonly value: Buffer
}

/** Fields of a resource and of a span that hold their attributes. */
const [OF_RESOURCE, OF_SPAN] = [1, 9]

const fields = new Fields()
const attribute = new Attribute()

export class AttributeSearch {
  readonly #store: SpanStore
  readonly #conditions: readonly Condition[]
  /** By condition: 1 where it is met, by a resource alone, by a span with it, or by nothing yet. */
  readonly #byResource: Uint8Array
  readonly #met: Uint8Array
  readonly #none: Uint8Array
  readonly #needle: Buffer
  /** By slot. */
  readonly #hits: Uint8Array
  /** Segments that were not looked through yet are the oldest so many. */
  #left: number

  constructor(store: SpanStore, wishes: readonly Wish[]) {
    this.#store = store
    this.#conditions = wishes.map(({ key, value }) => ({
      key: Buffer.from(key),
      text: value,
      value: Buffer.from(value ?? ''),
    }))
    this.#byResource = new Uint8Array(wishes.length)
    this.#met = new Uint8Array(wishes.length)
    this.#none = new Uint8Array(wishes.length)
    this.#needle = needleOf(this.#conditions)
    this.#hits = new Uint8Array(store.traces.slots)
    this.#left = store.ring.segments.length
  }

  /** Looks as far back as spans of the trace may be, and no farther. */
  has(slot: number): boolean {
    const { ring, traces } = this.#store
    const oldest = ring.whole(traces.first(slot))
    while (this.#left > 0) {
      const newer = ring.segments[this.#left]
      if (newer && newer.first <= oldest) break
      this.#left -= 1
      this.#look(ring.segments[this.#left] as SpanSegment)
    }
    return this.#hits[slot] === 1
  }

  #look(segment: SpanSegment): void {
    this.#lookByResource(segment)
    this.#lookBySpan(segment)
  }

  #lookBySpan(segment: SpanSegment): void {
    const { raw, used, columns, count } = segment
    const written = raw.subarray(0, used)
    if (this.#needle.length === 0) {
      for (let each = 0; each < count; each++) this.#see(segment, each, this.#none)
      return
    }
    let row = -1
    for (let at = written.indexOf(this.#needle); at >= 0; ) {
      row = rowAt(columns.place, count, at, Math.max(row, 0))
      const end = row < 0 ? 0 : endAt(raw, columns.place[row] ?? 0)
      if (at >= end) {
        at = written.indexOf(this.#needle, at + 1)
        continue
      }
      if (!this.#mayMatch(raw, at, end)) {
        at = written.indexOf(this.#needle, at + 1)
        continue
      }
      this.#see(segment, row, this.#none)
      at = written.indexOf(this.#needle, end)
    }
  }

  /** Sees the spans of each resource that meets a condition. They lie side by side. */
  #lookByResource(segment: SpanSegment): void {
    const { raw, columns, count } = segment
    let [resource, helps] = [0, false]
    for (let row = 0; row < count; row++) {
      const place = columns.resource[row] ?? 0
      if (place !== resource) {
        resource = place
        this.#byResource.fill(0)
        if (place !== 0) this.#check(raw, place, OF_RESOURCE, this.#byResource)
        helps = this.#byResource.includes(1)
      }
      if (helps) this.#see(segment, row, this.#byResource)
    }
  }

  /** Of a key that is in every span, a look at the value beside it tells most. Whatever else it may be is looked into. */
  #mayMatch(raw: Buffer, at: number, end: number): boolean {
    const condition = this.#conditions.find(({ key }) => key === this.#needle)
    if (condition?.text === undefined) return true
    const behind = at + condition.key.length
    if (raw[at - 2] !== KEY || raw[at - 1] !== condition.key.length || raw[behind] !== VALUE) return true
    const value = behind + 1
    return (
      endAt(raw, value) > end ||
      isOtherAt(raw, value) ||
      isValueAt(raw, value, condition.text, condition.value)
    )
  }

  #see({ raw, columns }: SpanSegment, row: number, known: Uint8Array): void {
    const slot = columns.trace[row] ?? 0
    if (this.#hits[slot] === 1) return
    this.#met.set(known)
    this.#check(raw, columns.place[row] ?? 0, OF_SPAN, this.#met)
    if (!this.#met.includes(0)) this.#hits[slot] = 1
  }

  /** Of attributes with one key the last counts. */
  #check(raw: Buffer, place: number, field: number, met: Uint8Array): void {
    fields.within(raw, place)
    while (fields.next()) {
      if (fields.number !== field) continue
      const { key, value } = attribute.at(raw, fields.at)
      this.#conditions.forEach((condition, index) => {
        if (!isKey(raw, key, condition.key)) return
        met[index] = Number(
          condition.text === undefined || isValueAt(raw, value, condition.text, condition.value),
        )
      })
    }
  }
}

function isKey(raw: Buffer, place: number, key: Buffer): boolean {
  return place === 0 ? key.length === 0 : isAt(raw, place, key)
}

/** The longest text that must be there as it stands. Numbers and booleans are not in the bytes as they are written. */
function needleOf(conditions: readonly Condition[]): Buffer {
  const values = conditions.filter(({ text = '' }) => /[^\d.eE+-]/.test(text) && !MAY_BE_OTHER.test(text))
  const from = values.length > 0 ? values.map(({ value }) => value) : conditions.map(({ key }) => key)
  return from.reduce((longest, bytes) => (bytes.length > longest.length ? bytes : longest), Buffer.alloc(0))
}

const MAY_BE_OTHER = /^(true|false|-?Infinity|NaN|[[{].*)$/s

/** The last span that begins at or before a position; -1 if none does. They are in order. */
export function rowAt(places: Uint32Array, count: number, position: number, from = 0): number {
  let [low, high] = [from, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((places[middle] ?? 0) <= position) low = middle + 1
    else high = middle
  }
  return low - 1
}
