// Telemetry made up for a test, sent as OTLP/HTTP with JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp
// As protobuf: observability/test/console/bodies.ts.
import { randomBytes } from 'node:crypto'
import type { Value } from '../observability/console/model.ts'
import { KINDS } from '../observability/test/console/bodies.ts'

export interface MadeSpan {
  readonly traceId: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind?: (typeof KINDS)[number]
  /** Nanoseconds since 1970. */
  readonly startNs: bigint
  readonly durationNs: bigint
  readonly attributes?: Readonly<Record<string, Value>>
  /** The status message of a span that failed. */
  readonly error?: string
  readonly events?: readonly { readonly name: string; readonly attributes: Readonly<Record<string, Value>> }[]
}

export interface MadeLog {
  readonly traceId?: string
  readonly spanId?: string
  readonly severity: 'INFO' | 'ERROR'
  readonly body: string
  readonly timeNs: bigint
  readonly attributes?: Readonly<Record<string, Value>>
}

const SEVERITIES = { INFO: 9, ERROR: 17 } as const

export const traceId = (): string => randomBytes(16).toString('hex')
export const spanId = (): string => randomBytes(8).toString('hex')
export const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n

export function sendSpans(otlpUrl: string, service: string, spans: readonly MadeSpan[]): Promise<void> {
  const scopeSpans = [{ scope: { name: 'made' }, spans: spans.map(spanJson) }]
  return post(`${otlpUrl}/v1/traces`, { resourceSpans: [{ resource: resource(service), scopeSpans }] })
}

export function sendLogs(otlpUrl: string, service: string, logs: readonly MadeLog[]): Promise<void> {
  const scopeLogs = [{ scope: { name: 'made' }, logRecords: logs.map(logJson) }]
  return post(`${otlpUrl}/v1/logs`, { resourceLogs: [{ resource: resource(service), scopeLogs }] })
}

function spanJson(span: MadeSpan): object {
  const { traceId, parentSpanId, name, kind = 'internal', startNs, durationNs, error, events = [] } = span
  return {
    traceId,
    spanId: span.spanId ?? spanId(),
    parentSpanId,
    name,
    kind: KINDS.indexOf(kind),
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + durationNs),
    attributes: attributesJson(span.attributes),
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: String(startNs),
      attributes: attributesJson(event.attributes),
    })),
    ...(error !== undefined && { status: { code: 2, message: error } }),
  }
}

function logJson({ traceId, spanId, severity, body, timeNs, attributes }: MadeLog): object {
  return {
    traceId,
    spanId,
    timeUnixNano: String(timeNs),
    severityText: severity,
    severityNumber: SEVERITIES[severity],
    body: { stringValue: body },
    attributes: attributesJson(attributes),
  }
}

const resource = (service: string) => ({ attributes: attributesJson({ 'service.name': service }) })

export function attributesJson(attributes: Readonly<Record<string, Value>> = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }))
}

function valueJson(value: Value): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint' || Number.isInteger(value)) return { intValue: String(value) }
  if (typeof value === 'number') return { doubleValue: value }
  if (value === null) return {}
  if (Array.isArray(value)) return { arrayValue: { values: value.map(valueJson) } }
  return { kvlistValue: { values: attributesJson(value) } }
}

export async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = await response.text()
  // All of it is taken, or the test is about something else than it thinks.
  if (!response.ok || /rejected\w+":"?[1-9]/.test(answer))
    throw new Error(`${url} answered ${response.status}: ${answer}`)
}
