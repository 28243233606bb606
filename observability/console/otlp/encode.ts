// From what was read of a JSON body to the protobuf that would have said the same, as far as the console shows it: both
// encodings then go the same way.
import {
  type Attributes,
  type LogRecord,
  type Resource,
  SPAN_KINDS,
  SPAN_STATUSES,
  type Span,
  type Value,
} from '../model.ts'
import { REQUESTS } from './definitions.ts'

export function encodeTraces(spans: readonly Span[]): Uint8Array {
  const resourceSpans = grouped(spans, ({ scope }) => scope).map(([resource, scope, spans]) => ({
    resource: resourceOf(resource),
    scopeSpans: [{ scope: { name: scope }, spans: spans.map(spanOf) }],
  }))
  return REQUESTS.traces.encode({ resourceSpans }).finish()
}

export function encodeLogs(records: readonly LogRecord[]): Uint8Array {
  const resourceLogs = grouped(records, () => '').map(([resource, , records]) => ({
    resource: resourceOf(resource),
    scopeLogs: [{ logRecords: records.map(logOf) }],
  }))
  return REQUESTS.logs.encode({ resourceLogs }).finish()
}

/** Records of one resource and scope that stand together: they share the objects that they were read with. */
function grouped<T extends { readonly resource: Resource }>(
  records: readonly T[],
  scopeOf: (record: T) => string,
): [Resource, string, T[]][] {
  const groups: [Resource, string, T[]][] = []
  for (const record of records) {
    const last = groups.at(-1)
    if (last?.[0] === record.resource && last[1] === scopeOf(record)) last[2].push(record)
    else groups.push([record.resource, scopeOf(record), [record]])
  }
  return groups
}

const resourceOf = ({ attributes }: Resource) => ({ attributes: keyValues(attributes) })

function spanOf(span: Span) {
  return {
    traceId: bytes(span.traceId),
    spanId: bytes(span.spanId),
    ...(span.parentSpanId && { parentSpanId: bytes(span.parentSpanId) }),
    name: span.name,
    kind: SPAN_KINDS.indexOf(span.kind),
    startTimeUnixNano: long(span.startNs),
    endTimeUnixNano: long(span.endNs),
    attributes: keyValues(span.attributes),
    events: span.events.map((event) => ({
      timeUnixNano: long(event.timeNs),
      name: event.name,
      attributes: keyValues(event.attributes),
    })),
    links: span.links.map((link) => ({
      traceId: bytes(link.traceId),
      spanId: bytes(link.spanId),
      attributes: keyValues(link.attributes),
    })),
    status: { code: SPAN_STATUSES.indexOf(span.status), message: span.statusMessage ?? '' },
  }
}

function logOf(record: LogRecord) {
  return {
    timeUnixNano: long(record.timeNs),
    severityNumber: record.severityNumber,
    severityText: record.severity,
    body: anyValue(record.body),
    attributes: keyValues(record.attributes),
    ...(record.traceId && { traceId: bytes(record.traceId) }),
    ...(record.spanId && { spanId: bytes(record.spanId) }),
  }
}

function keyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: Value): object {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: long(value) }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? { intValue: value } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value) } }
}

const bytes = (hex: string) => Buffer.from(hex, 'hex')

const long = (value: bigint) => ({
  low: Number(BigInt.asIntN(32, value)),
  high: Number(BigInt.asIntN(32, value >> 32n)),
})
