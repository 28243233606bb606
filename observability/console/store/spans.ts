// Spans as they came, bounded in bytes and for each trace, and their index.

import { FOUND, type Walked } from '../otlp/walk.ts'
import { afterVarint, endAt } from '../otlp/wire.ts'
import { HashIndex } from './hash-index.ts'
import { Ring, type Segment } from './ring.ts'
import type { ServiceTable } from './service-table.ts'
import { SpanColumns } from './span-columns.ts'
import { SpanHead } from './span-head.ts'
import { mix, TraceTable } from './trace-table.ts'

export type SpanSegment = Segment<SpanColumns>

export interface Taken {
  readonly rejected: number
  readonly reason: string | undefined
  readonly kept: number
}

export interface SpanLimits {
  readonly bytes: number
  readonly spansPerTrace: number
}

export class SpanStore {
  readonly ring: Ring<SpanColumns>
  readonly traces = new TraceTable()
  /** Since the start. */
  evicted = 0
  dropped = 0
  readonly limits: SpanLimits
  readonly #services: ServiceTable
  /** From a span's identity to its number. */
  readonly #index = new HashIndex()
  readonly #head = new SpanHead()

  constructor(limits: SpanLimits, services: ServiceTable) {
    this.limits = limits
    this.#services = services
    // 32 segments, so that little goes at once; a span of which the index takes a fifth is a usual one.
    const segmentBytes = Math.min(4 * 1024 ** 2, Math.max(16 * 1024, Math.floor(limits.bytes / 32)))
    this.ring = new Ring({
      segmentBytes,
      segmentRecords: Math.floor(segmentBytes / 256),
      columns: (capacity) => new SpanColumns(capacity),
      evict: (segment) => this.#evict(segment),
      limit: () => limits.bytes - this.traces.byteCount - this.#index.byteCount,
    })
  }

  get byteCount(): number {
    return this.ring.byteCount + this.traces.byteCount + this.#index.byteCount
  }

  /** What the walk has found in a body. @param at when it came, milliseconds since 1970 */
  add(body: Uint8Array, { records, found }: Walked, at: number): Taken {
    if (records === 0) return { rejected: 0, reason: undefined, kept: 0 }
    const segment = this.ring.room(body.length, records)
    const { raw, used, columns } = segment
    raw.set(body, used)
    let [rejected, kept, resource, service] = [0, 0, -1, 0]
    let reason: string | undefined
    for (let index = 0; index < records; index++) {
      const place = used + (found[index * FOUND] ?? 0)
      const head = this.#head
      head.read(raw, place)
      const { fault } = head
      if (fault !== undefined) {
        rejected += 1
        reason ??= fault
        continue
      }
      const from = found[index * FOUND + 1] ?? 0
      if (from !== resource) {
        resource = from
        service = this.#services.see(raw, from && used + from, at)
      }
      if (!this.#keep(segment, place)) continue
      const scope = found[index * FOUND + 2] ?? 0
      const row = segment.count - 1
      columns.resource[row] = from && used + from
      columns.scope[row] = scope && used + scope
      columns.service[row] = service
      this.#services.count(service, 1)
      kept += 1
    }
    // A body of which nothing was kept is written over by the next.
    if (kept > 0) segment.used += body.length
    this.ring.trim()
    return { rejected, reason, kept }
  }

  /** Number of a span that is held; -1 where it is not. */
  find(slot: number, idA: number, idB: number): number {
    const index = this.#index
    const hash = hashOf(slot, idA, idB)
    for (let place = index.first(hash); place >= 0; place = index.next(place)) {
      const number = this.ring.whole(index.valueAt(place))
      const { columns, first } = this.ring.of(number)
      const row = number - first
      if (columns.trace[row] === slot && columns.idA[row] === idA && columns.idB[row] === idB) return number
    }
    return -1
  }

  /** Numbers of a trace's spans in the order in which they came, each with its segment and its row there. */
  each(slot: number, visit: (segment: SpanSegment, row: number) => void): void {
    let number = this.ring.whole(this.traces.first(slot))
    for (let left = this.traces.held(slot); left > 0; left--) {
      const segment = this.ring.of(number)
      const row = number - segment.first
      visit(segment, row)
      number = this.ring.whole(segment.columns.next[row] ?? 0)
    }
  }

  #keep(segment: SpanSegment, place: number): boolean {
    const head = this.#head
    const known = this.traces.find(head.traceA, head.traceB, head.traceC, head.traceD)
    if (known >= 0) {
      const twin = this.find(known, head.idA, head.idB)
      if (twin >= 0) {
        // An exporter that got no answer sends its batch again. What has another span's id but is none of it can be
        // neither shown beside it nor told apart.
        if (!this.#isSame(twin, segment.raw, place)) this.#drop(known)
        return false
      }
      if (this.traces.held(known) >= this.limits.spansPerTrace) {
        this.#drop(known)
        return false
      }
    }
    const slot = known >= 0 ? known : this.traces.add(head.traceA, head.traceB, head.traceC, head.traceD)
    const row = segment.count
    segment.columns.write(row, head)
    segment.columns.place[row] = place
    segment.columns.trace[row] = slot
    const number = this.ring.written(segment)
    const before = this.ring.whole(this.traces.append(slot, number >>> 0))
    if (before !== number) {
      const earlier = this.ring.of(before)
      earlier.columns.next[before - earlier.first] = number >>> 0
    }
    this.#index.add(hashOf(slot, head.idA, head.idB), number >>> 0)
    return true
  }

  #drop(slot: number): void {
    this.traces.miss(slot)
    this.dropped += 1
  }

  #isSame(number: number, raw: Buffer, place: number): boolean {
    const { raw: other, columns, first } = this.ring.of(number)
    const at = columns.place[number - first] ?? 0
    return (
      other.compare(
        raw,
        afterVarint(raw, place),
        endAt(raw, place),
        afterVarint(other, at),
        endAt(other, at),
      ) === 0
    )
  }

  /** Its spans are the first of their traces, for they are the oldest. */
  #evict({ columns, count, first }: SpanSegment): void {
    for (let row = 0; row < count; row++) {
      const slot = columns.trace[row] ?? 0
      this.#forget(hashOf(slot, columns.idA[row] ?? 0, columns.idB[row] ?? 0), (first + row) >>> 0)
      this.#services.count(columns.service[row] ?? 0, -1)
      if (this.traces.shift(slot, columns.next[row] ?? 0) === 0) this.traces.remove(slot)
    }
    this.evicted += count
  }

  #forget(hash: number, number: number): void {
    const index = this.#index
    let place = index.first(hash)
    while (place >= 0 && index.valueAt(place) !== number) place = index.next(place)
    if (place >= 0) index.remove(place)
  }
}

const seed = Math.floor(Math.random() * 2 ** 32)

function hashOf(slot: number, idA: number, idB: number): number {
  return mix(mix(mix(seed, slot), idA), idB)
}
