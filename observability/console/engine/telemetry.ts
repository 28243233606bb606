// What the console keeps of what services send, and the questions about it: the first of parts.ts.
import type {
  ConsoleStatus,
  LogList,
  ServiceMap,
  SpanView,
  TraceList,
  TraceOutline,
  TraceView,
} from '../contract.ts'
import type { Span } from '../model.ts'
import type { Signal } from '../otlp/definitions.ts'
import { readJson } from '../otlp/json.ts'
import { walk } from '../otlp/walk.ts'
import { decodeSpan, Resources } from '../query/decode.ts'
import { countLogs, findLogs } from '../query/logs.ts'
import { mapOf } from '../query/map.ts'
import { outlineOf, slotOf, spanOf, traceOf } from '../query/trace.ts'
import { findTraces } from '../query/traces.ts'
import { Journal } from '../store/journal.ts'
import { LogRecordStore } from '../store/log-records.ts'
import { ServiceTable } from '../store/service-table.ts'
import { SpanStore } from '../store/spans.ts'
import type { Encoding, LogQuery, SeenService, Telemetry, TraceQuery } from './parts.ts'

const MEBIBYTE = 1024 ** 2

/** A map that took longer is given as the answer again, for so many times as long as it took. */
const LONG_MS = 50
const MAP_SHARE = 5

export interface TelemetryOptions {
  /** Of spans and log records together, with their index: room for an afternoon of local traffic. At least 1 MiB. */
  readonly byteLimit?: number
  readonly spansPerTrace?: number
  /** Keeps what comes in this folder too, up to so many bytes, and begins with what is there. */
  readonly persist?: { readonly folder: string; readonly bytes: number } | undefined
  /** Told of each body of which something was kept; whoever listens brings together what comes at once. */
  readonly onChange?: (what: 'traces' | 'logs') => void
  /** Told once of each thing about `persist` that went wrong, in a sentence. */
  readonly onTrouble?: (what: string) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

interface Taken {
  readonly rejected: number
  readonly reason: string | undefined
}

/** @throws CodedError where the folder of `persist` cannot be used */
export function createTelemetry(options: TelemetryOptions = {}): KeptTelemetry {
  return new KeptTelemetry(options)
}

export class KeptTelemetry implements Telemetry {
  readonly #byteLimit: number
  readonly #services = new ServiceTable()
  readonly #spans: SpanStore
  readonly #logs: LogRecordStore
  readonly #journal: Journal | undefined
  readonly #onChange: (what: 'traces' | 'logs') => void
  readonly #now: () => number
  #mapped:
    | { readonly map: ServiceMap; readonly minutes: number; readonly at: number; readonly took: number }
    | undefined

  constructor(options: TelemetryOptions) {
    const { byteLimit = 256 * MEBIBYTE, spansPerTrace = 20_000, persist, onTrouble = () => {} } = options
    const { onChange = () => {}, now = Date.now } = options
    this.#byteLimit = Math.max(MEBIBYTE, byteLimit)
    this.#onChange = onChange
    this.#now = now
    // Whoever logs a lot does not lose traces by it.
    const forLogs = Math.floor(this.#byteLimit / 4)
    this.#spans = new SpanStore({ bytes: this.#byteLimit - forLogs, spansPerTrace }, this.#services)
    this.#logs = new LogRecordStore(forLogs, this.#services)
    if (!persist) return
    this.#journal = new Journal({ ...persist, onTrouble })
    this.#journal.replay(this.#byteLimit, (signal, body, at) => this.#take(signal, body, at))
  }

  /** The body is the store's own from then on: with `persist`, it is written later. */
  ingest(signal: Signal, encoding: Encoding, body: Uint8Array): Taken {
    const at = this.#now()
    if (encoding === 'application/x-protobuf') return this.#keep(signal, body, at)
    const { body: good, rejected, reason } = readJson(signal, body)
    const taken = good ? this.#keep(signal, good, at) : { rejected: 0, reason: undefined }
    return { rejected: rejected + taken.rejected, reason: reason ?? taken.reason }
  }

  traces(query: TraceQuery): TraceList {
    return findTraces(this.#spans, this.#services, query)
  }

  trace(traceId: string): TraceView | undefined {
    return this.#ofTrace(traceId, (slot) => traceOf(this.#spans, slot))
  }

  outline(traceId: string): TraceOutline | undefined {
    return this.#ofTrace(traceId, (slot) =>
      outlineOf(this.#spans, slot, countLogs(this.#logs, this.#services, traceId)),
    )
  }

  span(traceId: string, spanId: string): SpanView | undefined {
    return this.#ofTrace(traceId, (slot) => spanOf(this.#spans, slot, spanId))
  }

  holds(traceId: string): boolean {
    return slotOf(this.#spans, traceId) >= 0
  }

  /** As they were sent, in the order in which they came. */
  spansOf(traceId: string): Span[] {
    const spans: Span[] = []
    const resources = new Resources()
    this.#ofTrace(traceId, (slot) =>
      this.#spans.each(slot, (segment, row) => spans.push(decodeSpan(segment, row, resources))),
    )
    return spans
  }

  logs(query: LogQuery): LogList {
    return findLogs(this.#logs, this.#spans, this.#services, query)
  }

  services(): readonly SeenService[] {
    return this.#services.list()
  }

  /** A map of many spans takes a while, and pages ask for it with every change: what it says may be that much older. */
  map(minutes: number): ServiceMap {
    const begin = performance.now()
    const last = this.#mapped
    if (last?.minutes === minutes && last.took > LONG_MS && begin - last.at < last.took * MAP_SHARE)
      return last.map
    const map = mapOf(this.#spans, this.#services, minutes, this.#now())
    const at = performance.now()
    this.#mapped = { map, minutes, at, took: at - begin }
    return map
  }

  held(): ConsoleStatus['held'] {
    return {
      spans: this.#spans.ring.count,
      traces: this.#spans.traces.count,
      logs: this.#logs.ring.count,
      bytes: this.#spans.byteCount + this.#logs.ring.byteCount,
      byteLimit: this.#byteLimit,
      spansPerTraceLimit: this.#spans.limits.spansPerTrace,
      spansEvicted: this.#spans.evicted,
      spansDropped: this.#spans.dropped,
    }
  }

  /** What is kept between runs; null without `persist`. */
  persisted(): ConsoleStatus['persist'] {
    return this.#journal?.status() ?? null
  }

  /** Writes what is left to write. Nothing may be ingested after it. */
  async close(): Promise<void> {
    await this.#journal?.close()
  }

  #keep(signal: Signal, body: Uint8Array, at: number): Taken {
    const { kept, ...taken } = this.#take(signal, body, at)
    if (kept > 0 && signal !== 'metrics') {
      this.#journal?.append(signal, body, at)
      this.#onChange(signal)
    }
    return taken
  }

  /** Of metrics nothing is kept: the pages show what is scraped, which has every series of a service and its past. */
  #take(signal: Signal, body: Uint8Array, at: number): Taken & { readonly kept: number } {
    const walked = walk(signal, body)
    if (signal === 'traces') return this.#spans.add(body, walked, at)
    const { nameless } = walked
    if (signal === 'logs') this.#logs.add(body, walked, at)
    const reason = nameless > 0 ? 'a metric without a name' : undefined
    return { rejected: nameless, reason, kept: walked.records }
  }

  #ofTrace<T>(traceId: string, answer: (slot: number) => T): T | undefined {
    const slot = slotOf(this.#spans, traceId)
    return slot < 0 ? undefined : answer(slot)
  }
}
