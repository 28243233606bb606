// What the console reads of telemetry, whatever encoding it came in. Times are nanoseconds since 1970 as
// bigint: they do not fit a double.

export type Value = string | number | bigint | boolean | null | Value[] | { [key: string]: Value }
export type Attributes = Readonly<Record<string, Value>>

/** Who sent it: one per service process. */
export interface Resource {
  readonly service: string
  readonly version: string | undefined
  readonly environment: string | undefined
  readonly attributes: Attributes
}

/** In the order of OTLP's numbers for them, from 0. */
export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
export const SPAN_STATUSES = ['unset', 'ok', 'error'] as const

type SpanKind = (typeof SPAN_KINDS)[number]
type SpanStatus = (typeof SPAN_STATUSES)[number]

export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: SpanKind
  readonly startNs: bigint
  readonly endNs: bigint
  readonly status: SpanStatus
  readonly statusMessage: string | undefined
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  readonly resource: Resource
  readonly scope: string
}

interface SpanEvent {
  readonly name: string
  readonly timeNs: bigint
  readonly attributes: Attributes
}

interface SpanLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Attributes
}

export interface LogRecord {
  readonly timeNs: bigint
  /** The logger's own word, or the name of its number; '' without either. */
  readonly severity: string
  /** 1 to 24, or 0 where it was not given. */
  readonly severityNumber: number
  readonly body: Value
  readonly attributes: Attributes
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  readonly resource: Resource
}

/** What a request held: good records, and how many were refused with the reason of the first. */
export interface Batch<T> {
  readonly records: readonly T[]
  readonly rejected: number
  readonly reason: string | undefined
}
