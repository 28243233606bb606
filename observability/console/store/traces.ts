// Traces in memory, the oldest making room. Bounded in spans and in bytes, in all and for each trace, so that
// a console left running for days, or one runaway trace, does not grow.
import type { Resource, Span } from '../model.ts'
import { sizeOf } from './size.ts'

export interface TraceLimits {
  readonly spans: number
  readonly bytes: number
  readonly spansPerTrace: number
}

export interface Trace {
  readonly traceId: string
  readonly spans: readonly Span[]
  /** Spans that arrived but were not kept, the trace being full. */
  readonly dropped: number
  /** When its last span arrived: milliseconds of the local clock. */
  readonly updatedAt: number
}

interface Held {
  readonly spans: Map<string, Span>
  bytes: number
  dropped: number
  updatedAt: number
}

export interface ServiceSeen {
  readonly name: string
  readonly version: string | undefined
  readonly environment: string | undefined
  readonly spans: number
  readonly lastSeenAt: number
}

const MAX_SERVICES = 1_000

export class TraceStore {
  readonly #limits: TraceLimits
  readonly #now: () => number
  /** In order of each trace's first arrival. */
  readonly #traces = new Map<string, Held>()
  /** Goes on where it stopped; a new one would pass over all that was deleted before its first. */
  readonly #oldest = this.#traces.entries()
  readonly #services = new Map<string, ServiceSeen>()
  #spans = 0
  #bytes = 0

  constructor(limits: TraceLimits, now: () => number = Date.now) {
    this.#limits = limits
    this.#now = now
  }

  get spanCount(): number {
    return this.#spans
  }

  get byteCount(): number {
    return this.#bytes
  }

  add(span: Span): void {
    const held = this.#heldFor(span.traceId)
    held.updatedAt = this.#now()
    this.#see(span.resource)
    // An exporter that got no answer sends its batch again.
    if (held.spans.has(span.spanId)) return
    if (held.spans.size >= this.#limits.spansPerTrace) {
      held.dropped += 1
      return
    }
    const bytes = sizeOf(span)
    held.spans.set(span.spanId, span)
    held.bytes += bytes
    this.#spans += 1
    this.#bytes += bytes
    this.#makeRoom()
  }

  get(traceId: string): Trace | undefined {
    const held = this.#traces.get(traceId)
    return held && toTrace(traceId, held)
  }

  /** Newest first. */
  list({
    service,
    limit = 100,
  }: {
    readonly service?: string | undefined
    readonly limit?: number
  } = {}): Trace[] {
    const newest: Trace[] = []
    for (const [traceId, held] of [...this.#traces].reverse()) {
      if (newest.length >= limit) break
      const trace = toTrace(traceId, held)
      if (!service || trace.spans.some((span) => span.resource.service === service)) newest.push(trace)
    }
    return newest
  }

  services(): ServiceSeen[] {
    return [...this.#services.values()].sort((a, b) => a.name.localeCompare(b.name))
  }

  #heldFor(traceId: string): Held {
    const known = this.#traces.get(traceId)
    if (known) return known
    const held = { spans: new Map(), bytes: 0, dropped: 0, updatedAt: 0 }
    this.#traces.set(traceId, held)
    return held
  }

  #see({ service, version, environment }: Resource): void {
    const before = this.#services.get(service)
    if (!before && this.#services.size >= MAX_SERVICES) return
    const spans = (before?.spans ?? 0) + 1
    this.#services.set(service, { name: service, version, environment, spans, lastSeenAt: this.#now() })
  }

  #makeRoom(): void {
    while (this.#spans > this.#limits.spans || this.#bytes > this.#limits.bytes) {
      const { value: oldest } = this.#oldest.next()
      if (!oldest) return
      const [traceId, held] = oldest
      this.#traces.delete(traceId)
      this.#spans -= held.spans.size
      this.#bytes -= held.bytes
    }
  }
}

function toTrace(traceId: string, { spans, dropped, updatedAt }: Held): Trace {
  return { traceId, spans: [...spans.values()], dropped, updatedAt }
}
