// Bytes as they came, in segments of a fixed size with an index beside each; the oldest segment makes room as a whole and
// is used again. So memory is bounded by construction, and whoever collects garbage sees a few dozen arrays.

import { Refusal } from '../otlp/body.ts'

/** The index of a segment: where its records are in `raw`, and what is asked of them most. */
export interface Columns {
  readonly byteCount: number
}

export interface Segment<C extends Columns> {
  readonly raw: Buffer
  /** Bytes of it that are taken. Position 0 never is: as a place it means that there is none. */
  used: number
  /** Number of its first record, counted since the start. */
  first: number
  count: number
  /** Records that there is room for. */
  readonly capacity: number
  readonly columns: C
}

export interface RingOptions<C extends Columns> {
  /** Bytes of a segment and records in it, unless one body needs more. */
  readonly segmentBytes: number
  readonly segmentRecords: number
  readonly columns: (capacity: number) => C
  /** Told before a segment goes. */
  readonly evict: (segment: Segment<C>) => void
  /** Bytes that all segments may have together, now. */
  readonly limit: () => number
}

export class Ring<C extends Columns> {
  readonly #options: RingOptions<C>
  readonly #recordBytes: number
  /** Oldest first. */
  readonly #segments: Segment<C>[] = []
  #next = 0
  #bytes = 0

  constructor(options: RingOptions<C>) {
    this.#options = options
    this.#recordBytes = options.columns(1).byteCount
  }

  get byteCount(): number {
    return this.#bytes
  }

  get count(): number {
    return this.#next - this.first
  }

  /** Number of the oldest record that is held. */
  get first(): number {
    return this.#segments[0]?.first ?? this.#next
  }

  get segments(): readonly Segment<C>[] {
    return this.#segments
  }

  /** The newest segment, with room for a body and its records behind the others. */
  room(bytes: number, records: number): Segment<C> {
    const newest = this.#segments.at(-1)
    if (newest && newest.used + bytes <= newest.raw.length && newest.count + records <= newest.capacity)
      return newest
    return this.#begin(bytes, records)
  }

  /** The number of a record that was just written to the end of the newest segment. */
  written(segment: Segment<C>): number {
    segment.count += 1
    this.#next += 1
    return this.#next - 1
  }

  /** Evicts until the segments are within what they may have now. */
  trim(): void {
    while (this.#bytes > this.#options.limit() && this.#segments.length > 0) this.#evict()
  }

  /** The segment of a record that is held. */
  of(number: number): Segment<C> {
    let [low, high] = [0, this.#segments.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#segments[middle] as Segment<C>).first <= number) low = middle
      else high = middle - 1
    }
    return this.#segments[low] as Segment<C>
  }

  /** The whole number of which 32 bits were kept: fewer records than that are held at any time. */
  whole(bits: number): number {
    const { first } = this
    return first + ((bits - first) >>> 0)
  }

  #begin(bytes: number, records: number): Segment<C> {
    const { segmentBytes, segmentRecords, columns, limit } = this.#options
    const size = Math.max(segmentBytes, bytes + 1)
    const capacity = Math.max(segmentRecords, records)
    const needed = size + capacity * this.#recordBytes
    if (needed > limit()) throw new Refusal(413, 'the body is larger than all that the console keeps')
    let segment: Segment<C> | undefined
    while (this.#segments.length > 0 && this.#bytes + needed > limit()) {
      const evicted = this.#evict()
      if (evicted?.raw.length === size && evicted.capacity === capacity) segment = evicted
    }
    segment ??= {
      raw: Buffer.allocUnsafeSlow(size),
      used: 1,
      first: 0,
      count: 0,
      capacity,
      columns: columns(capacity),
    }
    Object.assign(segment, { used: 1, first: this.#next, count: 0 })
    this.#segments.push(segment)
    this.#bytes += sizeOf(segment)
    return segment
  }

  #evict(): Segment<C> | undefined {
    const [oldest] = this.#segments
    if (!oldest) return undefined
    this.#options.evict(oldest)
    this.#segments.shift()
    this.#bytes -= sizeOf(oldest)
    return oldest
  }
}

function sizeOf({ raw, columns }: Segment<Columns>): number {
  return raw.length + columns.byteCount
}
