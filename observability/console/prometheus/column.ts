// Numbers by the index of a scrape or an evaluation, the newest at the end: kept in small blocks, so that what is new
// takes little and what is old goes, and counted in bytes.

const SHIFT = 6
const LENGTH = 1 << SHIFT
const BLOCK_BYTES = LENGTH * 8

/** Bytes taken by all columns together, up to a limit. */
export interface Room {
  taken: number
  readonly limit: number
}

export class Column {
  readonly #room: Room
  #blocks: (Float64Array | undefined)[] = []
  /** Which block the first of those is. */
  #first = 0

  constructor(room: Room) {
    this.#room = room
  }

  /** False where there is no room. Never before what was dropped. */
  set(index: number, value: number): boolean {
    const block = index >> SHIFT
    if (this.#blocks.length === 0) this.#first = block
    const at = block - this.#first
    while (this.#blocks.length <= at) this.#blocks.push(undefined)
    let values = this.#blocks[at]
    if (!values) {
      if (this.#room.taken + BLOCK_BYTES > this.#room.limit) return false
      this.#room.taken += BLOCK_BYTES
      values = new Float64Array(LENGTH).fill(Number.NaN)
      this.#blocks[at] = values
    }
    values[index & (LENGTH - 1)] = value
    return true
  }

  /** Bytes that setting it would take. */
  needs(index: number): number {
    return this.#blocks[(index >> SHIFT) - this.#first] ? 0 : BLOCK_BYTES
  }

  /** NaN for what was never set or is dropped. */
  get(index: number): number {
    return this.#blocks[(index >> SHIFT) - this.#first]?.[index & (LENGTH - 1)] ?? Number.NaN
  }

  /** All from one index to another, both included, block by block. */
  copy(from: number, to: number, into: Float64Array): void {
    for (let index = from; index <= to; ) {
      const end = Math.min(to, index | (LENGTH - 1))
      const block = this.#blocks[(index >> SHIFT) - this.#first]
      const at = index - from
      if (block) into.set(block.subarray(index & (LENGTH - 1), (end & (LENGTH - 1)) + 1), at)
      else into.fill(Number.NaN, at, at + end - index + 1)
      index = end + 1
    }
  }

  dropBefore(index: number): void {
    while (this.#blocks.length > 0 && this.#first < index >> SHIFT) {
      if (this.#blocks.shift()) this.#room.taken -= BLOCK_BYTES
      this.#first += 1
    }
  }

  clear(): void {
    for (const block of this.#blocks) if (block) this.#room.taken -= BLOCK_BYTES
    this.#blocks = []
  }

  /** From an index, or the first that may hold a value, up to another. */
  *values(from: number, to: number): Generator<number> {
    for (let index = this.startAt(from); index < to; index += 1) yield this.get(index)
  }

  startAt(index: number): number {
    return Math.max(index, this.#first << SHIFT)
  }
}
