// From a decoded export request to the console's model. A record that cannot be kept is counted and refused;
// the good ones around it are kept (OTLP's partial success).
import { type Batch, type LogRecord, type Resource, SPAN_KINDS, SPAN_STATUSES, type Span } from '../model.ts'
import { assertWithin } from './limits.ts'
import { SEVERITIES, severityOf } from './severity.ts'
import {
  anyValue,
  attributes,
  choice,
  id,
  MalformedRequest,
  type Message,
  message,
  messages,
  resource,
  text,
  unsigned,
} from './values.ts'

export function readTraces(request: unknown): Batch<Span> {
  return collect(groups(request, 'resourceSpans', 'scopeSpans', 'spans'), readSpan)
}

export function readLogs(request: unknown): Batch<LogRecord> {
  return collect(groups(request, 'resourceLogs', 'scopeLogs', 'logRecords'), readLog)
}

/** Data points. Nothing is kept of them, so no more is looked at than whether their metric has a name. */
export function readMetrics(request: unknown): Batch<Found> {
  const points = groups(request, 'resourceMetrics', 'scopeMetrics', 'metrics').flatMap(pointsOf)
  return collect(points, (metric) => (text(metric.record.name) ? metric : 'a metric without a name'))
}

export interface Found {
  readonly record: Message
  readonly resource: Resource
  readonly scope: string
}

function groups(request: unknown, outer: string, middle: string, inner: string): Found[] {
  return messages(message(request, 'the request')[outer], outer).flatMap((group) => {
    const from = resource(group.resource)
    return messages(group[middle], middle).flatMap((scoped) => {
      const scope = text(message(scoped.scope, 'scope').name)
      return messages(scoped[inner], inner).map((record) => ({ record, resource: from, scope }))
    })
  })
}

/** Readers answer with a sentence where a record breaks the protocol's rules. */
function collect<F, T extends object>(found: readonly F[], read: (found: F) => T | string): Batch<T> {
  assertWithin({ records: found.length, values: 0 })
  const results = found.map((item) => {
    try {
      return read(item)
    } catch (error) {
      if (error instanceof MalformedRequest) return error.message
      throw error
    }
  })
  const refused = results.filter((result) => typeof result === 'string')
  const records = results.filter((result) => typeof result !== 'string')
  return { records, rejected: refused.length, reason: refused[0] }
}

export function readSpan({ record, resource, scope }: Found): Span | string {
  const traceId = id(record.traceId, 16)
  const spanId = id(record.spanId, 8)
  if (!traceId) return 'a span without a valid trace_id (16 bytes, not all zero)'
  if (!spanId) return 'a span without a valid span_id (8 bytes, not all zero)'
  const status = message(record.status, 'status')
  return {
    traceId,
    spanId,
    parentSpanId: id(record.parentSpanId, 8),
    name: text(record.name),
    kind: choice(record.kind, SPAN_KINDS, 'SPAN_KIND_'),
    startNs: unsigned(record.startTimeUnixNano, 'startTimeUnixNano'),
    endNs: unsigned(record.endTimeUnixNano, 'endTimeUnixNano'),
    status: choice(status.code, SPAN_STATUSES, 'STATUS_CODE_'),
    statusMessage: text(status.message) || undefined,
    attributes: attributes(record.attributes),
    events: messages(record.events, 'events').map((event) => ({
      name: text(event.name),
      timeNs: unsigned(event.timeUnixNano, 'timeUnixNano'),
      attributes: attributes(event.attributes),
    })),
    links: messages(record.links, 'links').map((link) => ({
      traceId: id(link.traceId, 16) ?? '',
      spanId: id(link.spanId, 8) ?? '',
      attributes: attributes(link.attributes),
    })),
    resource,
    scope,
  }
}

export function readLog({ record, resource }: Found): LogRecord {
  const time = unsigned(record.timeUnixNano, 'timeUnixNano')
  const number = severityNumber(record.severityNumber)
  return {
    timeNs: time || unsigned(record.observedTimeUnixNano, 'observedTimeUnixNano'),
    severity: text(record.severityText) || (SEVERITIES[severityOf(number, '') - 1] ?? ''),
    severityNumber: number,
    body: anyValue(record.body),
    attributes: attributes(record.attributes),
    traceId: id(record.traceId, 16),
    spanId: id(record.spanId, 8),
    resource,
  }
}

/** Which JSON carries as its number; some senders write the name, such as SEVERITY_NUMBER_INFO2. */
function severityNumber(value: unknown): number {
  if (typeof value === 'number') return value
  const [, name = '', step = '1'] = /^SEVERITY_NUMBER_([A-Z]+)([2-4]?)$/.exec(text(value)) ?? []
  const band = severityOf(0, name)
  return band === 0 ? 0 : band * 4 - 4 + Number(step || 1)
}

const METRIC_KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const

/** The metric, once for each of its points. */
function pointsOf(metric: Found): Found[] {
  const { record } = metric
  const kind = METRIC_KINDS.find((known) => record[known] !== undefined && record[known] !== null)
  if (!kind) return []
  const { dataPoints } = message(record[kind], kind)
  return messages(dataPoints, 'dataPoints').map(() => metric)
}
