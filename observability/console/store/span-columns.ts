// The index of one segment's spans: what is asked of them most, by their place in the segment.
import type { SpanHead } from './span-head.ts'

export class SpanColumns {
  /** Places of the lengths of span, resource and scope in the segment; of the route, 0 without one. */
  readonly place: Uint32Array
  readonly resource: Uint32Array
  readonly scope: Uint32Array
  readonly route: Uint32Array
  readonly idA: Uint32Array
  readonly idB: Uint32Array
  readonly parentA: Uint32Array
  readonly parentB: Uint32Array
  /** Nanoseconds since 1970, in two halves: they do not fit a double. */
  readonly startLow: Uint32Array
  readonly startHigh: Uint32Array
  readonly endLow: Uint32Array
  readonly endHigh: Uint32Array
  /** Slot of its trace, and the number of the trace's next span, of which 32 bits are kept. */
  readonly trace: Uint32Array
  readonly next: Uint32Array
  readonly service: Uint16Array
  readonly httpStatus: Uint16Array
  readonly kind: Uint8Array
  readonly flags: Uint8Array
  readonly byteCount: number

  constructor(capacity: number) {
    const words = () => new Uint32Array(capacity)
    this.place = words()
    this.resource = words()
    this.scope = words()
    this.route = words()
    this.idA = words()
    this.idB = words()
    this.parentA = words()
    this.parentB = words()
    this.startLow = words()
    this.startHigh = words()
    this.endLow = words()
    this.endHigh = words()
    this.trace = words()
    this.next = words()
    this.service = new Uint16Array(capacity)
    this.httpStatus = new Uint16Array(capacity)
    this.kind = new Uint8Array(capacity)
    this.flags = new Uint8Array(capacity)
    this.byteCount = capacity * (14 * 4 + 2 * 2 + 2)
  }

  write(index: number, head: SpanHead): void {
    this.route[index] = head.route
    this.idA[index] = head.idA
    this.idB[index] = head.idB
    this.parentA[index] = head.parentA
    this.parentB[index] = head.parentB
    this.startLow[index] = head.startLow
    this.startHigh[index] = head.startHigh
    this.endLow[index] = head.endLow
    this.endHigh[index] = head.endHigh
    this.httpStatus[index] = head.httpStatus
    this.kind[index] = head.kind
    this.flags[index] = head.flags
  }
}
