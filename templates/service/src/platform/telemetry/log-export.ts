// Owner: paved-road
// Log lines over OTLP, for OTEL_LOGS_EXPORTER=otlp. It takes finished lines, so what is exported is exactly what
// was written to standard output, redaction included.
import { logs, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api'

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
const SEVERITY: Record<string, number> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 }

export function exportLine(line: string): void {
  const { level, time, msg, trace_id, span_id, ...attributes } = JSON.parse(line)
  const spanContext = { traceId: trace_id, spanId: span_id, traceFlags: TraceFlags.SAMPLED }
  logs.getLogger('pino').emit({
    timestamp: time,
    severityText: level,
    severityNumber: SEVERITY[level] ?? 0,
    body: msg,
    attributes,
    context: trace_id ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT,
  })
}
