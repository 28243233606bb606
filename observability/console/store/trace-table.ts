// The traces of which spans are held, in typed arrays: a slot for each, found by its id, linked in the order in which
// their first spans came.
import { HashIndex } from './hash-index.ts'

const NONE = -1
const MINIMUM = 1024

export class TraceTable {
  /** Four words of each id. */
  #ids = new Uint32Array(MINIMUM * 4)
  /** Numbers of the first and the last span of each that are held, of which 32 bits are kept (Ring.whole). */
  #first = new Uint32Array(MINIMUM)
  #last = new Uint32Array(MINIMUM)
  #held = new Uint32Array(MINIMUM)
  /** Spans of it that are not held: the trace was full, or they made room. */
  #missing = new Uint32Array(MINIMUM)
  #older = new Int32Array(MINIMUM)
  #newer = new Int32Array(MINIMUM)
  readonly #index = new HashIndex()
  readonly #seed = Math.floor(Math.random() * 2 ** 32)
  #capacity = MINIMUM
  /** Slots that were ever taken, and those of them that are free again, linked by `older`. */
  #taken = 0
  #free = NONE
  #newest = NONE
  count = 0

  get byteCount(): number {
    return this.#capacity * (16 + 6 * 4) + this.#index.byteCount
  }

  /** One more than any slot. */
  get slots(): number {
    return this.#taken
  }

  /** -1 where no span of it is held. */
  find(a: number, b: number, c: number, d: number): number {
    const index = this.#index
    for (let place = index.first(this.#hash(a, b, c, d)); place >= 0; place = index.next(place)) {
      const slot = index.valueAt(place)
      if (this.#is(slot, a, b, c, d)) return slot
    }
    return NONE
  }

  /** A slot without spans, the newest. */
  add(a: number, b: number, c: number, d: number): number {
    const slot = this.#slot()
    this.#ids.set([a, b, c, d], slot * 4)
    this.#held[slot] = 0
    this.#missing[slot] = 0
    this.#older[slot] = this.#newest
    this.#newer[slot] = NONE
    if (this.#newest !== NONE) this.#newer[this.#newest] = slot
    this.#newest = slot
    this.#index.add(this.#hash(a, b, c, d), slot)
    this.count += 1
    return slot
  }

  remove(slot: number): void {
    const [a, b, c, d] = this.words(slot)
    const index = this.#index
    let place = index.first(this.#hash(a, b, c, d))
    while (index.valueAt(place) !== slot) place = index.next(place)
    index.remove(place)
    const [older = NONE, newer = NONE] = [this.#older[slot], this.#newer[slot]]
    if (older !== NONE) this.#newer[older] = newer
    if (newer === NONE) this.#newest = older
    else this.#older[newer] = older
    this.#held[slot] = 0
    this.#older[slot] = this.#free
    this.#free = slot
    this.count -= 1
  }

  /** Another span of it was written. @returns the number of the one before, or `number` if it is the first. */
  append(slot: number, number: number): number {
    const held = this.#held[slot] ?? 0
    const before = held === 0 ? number : (this.#last[slot] ?? 0)
    if (held === 0) this.#first[slot] = number
    this.#last[slot] = number
    this.#held[slot] = held + 1
    return before
  }

  /** Its first span goes. @returns how many it has then. */
  shift(slot: number, next: number): number {
    this.#first[slot] = next
    const held = (this.#held[slot] ?? 0) - 1
    this.#held[slot] = held
    this.miss(slot)
    return held
  }

  miss(slot: number): void {
    this.#missing[slot] = (this.#missing[slot] ?? 0) + 1
  }

  held(slot: number): number {
    return this.#held[slot] ?? 0
  }

  missing(slot: number): number {
    return this.#missing[slot] ?? 0
  }

  first(slot: number): number {
    return this.#first[slot] ?? 0
  }

  words(slot: number): [number, number, number, number] {
    const ids = this.#ids
    const at = slot * 4
    return [ids[at] ?? 0, ids[at + 1] ?? 0, ids[at + 2] ?? 0, ids[at + 3] ?? 0]
  }

  /** Slots, the newest first. */
  *newest(): Generator<number> {
    for (let slot = this.#newest; slot !== NONE; slot = this.#older[slot] ?? NONE) yield slot
  }

  #is(slot: number, a: number, b: number, c: number, d: number): boolean {
    const ids = this.#ids
    const at = slot * 4
    return ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d
  }

  /** With a seed of its own, so that nobody who chooses ids chooses places. */
  #hash(a: number, b: number, c: number, d: number): number {
    return mix(mix(mix(mix(this.#seed, a), b), c), d)
  }

  #slot(): number {
    if (this.#free !== NONE) {
      const slot = this.#free
      this.#free = this.#older[slot] ?? NONE
      return slot
    }
    if (this.#taken === this.#capacity) this.#grow()
    this.#taken += 1
    return this.#taken - 1
  }

  #grow(): void {
    this.#capacity = Math.ceil(this.#capacity * 1.5)
    this.#ids = larger(this.#ids, this.#capacity * 4)
    this.#first = larger(this.#first, this.#capacity)
    this.#last = larger(this.#last, this.#capacity)
    this.#held = larger(this.#held, this.#capacity)
    this.#missing = larger(this.#missing, this.#capacity)
    const [older, newer] = [this.#older, this.#newer]
    this.#older = new Int32Array(this.#capacity)
    this.#older.set(older)
    this.#newer = new Int32Array(this.#capacity)
    this.#newer.set(newer)
  }
}

/** A step of MurmurHash3: https://github.com/aappleby/smhasher/wiki/MurmurHash3 */
export function mix(hash: number, word: number): number {
  let key = Math.imul(word, 0xcc9e2d51)
  key = (key << 15) | (key >>> 17)
  const mixed = hash ^ Math.imul(key, 0x1b873593)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function larger(numbers: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(length)
  grown.set(numbers)
  return grown
}
