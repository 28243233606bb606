// Owner: paved-road
import { context, type Span, TraceFlags, trace } from '@opentelemetry/api'

/** How log lines and exemplars name a span. */
export type TraceIds = {
  trace_id: string
  span_id: string
}

/** Of `span`, or of the active one; undefined where there is none. */
export function traceIds(span: Span | undefined = trace.getSpan(context.active())): TraceIds | undefined {
  const of = span?.spanContext()
  return of && trace.isSpanContextValid(of) ? { trace_id: of.traceId, span_id: of.spanId } : undefined
}

/** As `traceIds`, if the trace is kept: an exemplar must lead somewhere. */
export function sampledIds(span: Span): TraceIds | undefined {
  return span.spanContext().traceFlags & TraceFlags.SAMPLED ? traceIds(span) : undefined
}
