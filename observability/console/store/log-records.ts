// Log records as they came, bounded in bytes, and their index.
import { FOUND, type Walked } from '../otlp/walk.ts'
import { LogHead } from './log-head.ts'
import { Ring, type Segment } from './ring.ts'
import type { ServiceTable } from './service-table.ts'

export type LogSegment = Segment<LogColumns>

export class LogColumns {
  /** Places of the lengths of record and resource in the segment. */
  readonly place: Uint32Array
  readonly resource: Uint32Array
  readonly timeLow: Uint32Array
  readonly timeHigh: Uint32Array
  readonly traceA: Uint32Array
  readonly traceB: Uint32Array
  readonly traceC: Uint32Array
  readonly traceD: Uint32Array
  readonly idA: Uint32Array
  readonly idB: Uint32Array
  readonly service: Uint16Array
  readonly severity: Uint8Array
  readonly byteCount: number

  constructor(capacity: number) {
    const words = () => new Uint32Array(capacity)
    this.place = words()
    this.resource = words()
    this.timeLow = words()
    this.timeHigh = words()
    this.traceA = words()
    this.traceB = words()
    this.traceC = words()
    this.traceD = words()
    this.idA = words()
    this.idB = words()
    this.service = new Uint16Array(capacity)
    this.severity = new Uint8Array(capacity)
    this.byteCount = capacity * (10 * 4 + 2 + 1)
  }
}

export class LogRecordStore {
  readonly ring: Ring<LogColumns>
  readonly #services: ServiceTable
  readonly #head = new LogHead()

  constructor(bytes: number, services: ServiceTable) {
    this.#services = services
    const segmentBytes = Math.min(4 * 1024 ** 2, Math.max(16 * 1024, Math.floor(bytes / 32)))
    this.ring = new Ring({
      segmentBytes,
      segmentRecords: Math.floor(segmentBytes / 128),
      columns: (capacity) => new LogColumns(capacity),
      evict: () => {},
      limit: () => bytes,
    })
  }

  /** What the walk has found in a body. @param at when it came, milliseconds since 1970 */
  add(body: Uint8Array, { records, found }: Walked, at: number): void {
    if (records === 0) return
    const segment = this.ring.room(body.length, records)
    const { raw, used } = segment
    raw.set(body, used)
    let [resource, service] = [-1, 0]
    for (let index = 0; index < records; index++) {
      const from = found[index * FOUND + 1] ?? 0
      if (from !== resource) {
        resource = from
        service = this.#services.see(raw, from && used + from, at)
      }
      this.#write(segment, used + (found[index * FOUND] ?? 0), from && used + from, service)
    }
    segment.used += body.length
  }

  #write(segment: LogSegment, place: number, resource: number, service: number): void {
    const { columns, count: row } = segment
    const head = this.#head
    head.read(segment.raw, place)
    columns.place[row] = place
    columns.resource[row] = resource
    columns.timeLow[row] = head.timeLow
    columns.timeHigh[row] = head.timeHigh
    columns.traceA[row] = head.traceA
    columns.traceB[row] = head.traceB
    columns.traceC[row] = head.traceC
    columns.traceD[row] = head.traceD
    columns.idA[row] = head.idA
    columns.idB[row] = head.idB
    columns.service[row] = service
    columns.severity[row] = head.severity
    this.ring.written(segment)
  }
}
