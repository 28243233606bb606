// Makers of export requests.

import type { KeptTelemetry } from '../../console/engine/telemetry.ts'
import { REQUESTS, type Signal } from '../../console/otlp/definitions.ts'
import { START, spanId, TRACE_ID } from './spans.ts'

export const PROTOBUF = 'application/x-protobuf'
export const JSON_TYPE = 'application/json'

export const bytes = (hex: string) => Buffer.from(hex, 'hex')

export const long = (value: bigint) => ({
  low: Number(BigInt.asIntN(32, value)),
  high: Number(BigInt.asIntN(32, value >> 32n)),
})

export function traceId(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export type Scalar = string | number | boolean | bigint

export function attribute(key: string, value: Scalar): object {
  if (typeof value === 'string') return { key, value: { stringValue: value } }
  if (typeof value === 'boolean') return { key, value: { boolValue: value } }
  if (typeof value === 'bigint') return { key, value: { intValue: long(value) } }
  return { key, value: Number.isInteger(value) ? { intValue: value } : { doubleValue: value } }
}

export const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const

export interface SpanToSend {
  readonly trace?: string
  /** Of the span and of its parent, as spans.ts numbers them. */
  readonly id: number
  readonly parent?: number
  readonly name?: string
  readonly kind?: (typeof KINDS)[number]
  /** Milliseconds after START. */
  readonly from?: number
  readonly to?: number
  readonly failed?: boolean | string
  readonly attributes?: Readonly<Record<string, Scalar>>
  readonly more?: object
}

export function spanMessage(span: SpanToSend): object {
  const {
    trace = TRACE_ID,
    id,
    parent,
    name = `span ${id}`,
    kind = 'internal',
    from = 0,
    to = 10,
    failed,
  } = span
  return {
    traceId: bytes(trace),
    spanId: bytes(spanId(id)),
    ...(parent !== undefined && { parentSpanId: bytes(spanId(parent)) }),
    name,
    kind: KINDS.indexOf(kind),
    startTimeUnixNano: long(START + BigInt(Math.round(from * 1e6))),
    endTimeUnixNano: long(START + BigInt(Math.round(to * 1e6))),
    attributes: Object.entries(span.attributes ?? {}).map(([key, value]) => attribute(key, value)),
    ...(failed && { status: { code: 2, message: failed === true ? '' : failed } }),
    ...span.more,
  }
}

export interface Group {
  readonly service?: string
  readonly resource?: Readonly<Record<string, Scalar>>
  readonly spans: readonly SpanToSend[]
}

export function traceBody(...groups: readonly Group[]): Uint8Array {
  const resourceSpans = groups.map(({ service = 'orders', resource = {}, spans }) => ({
    resource: resourceMessage({ 'service.name': service, ...resource }),
    scopeSpans: [{ scope: { name: 'tests' }, spans: spans.map(spanMessage) }],
  }))
  return REQUESTS.traces.encode({ resourceSpans }).finish()
}

const resourceMessage = (all: Readonly<Record<string, Scalar>>) => ({
  attributes: Object.entries(all).map(([key, value]) => attribute(key, value)),
})

export interface LogToSend {
  readonly body?: object
  readonly text?: string
  /** Milliseconds after START. */
  readonly at?: number
  readonly severityNumber?: number
  readonly severityText?: string
  readonly trace?: string
  readonly span?: number
  readonly attributes?: Readonly<Record<string, Scalar>>
}

export function logBody(logs: readonly LogToSend[], service = 'orders'): Uint8Array {
  const logRecords = logs.map(({ at = 0, text = '', trace, span, attributes = {}, ...rest }) => ({
    timeUnixNano: long(START + BigInt(at * 1e6)),
    body: { stringValue: text },
    ...(trace && { traceId: bytes(trace) }),
    ...(span !== undefined && { spanId: bytes(spanId(span)) }),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    ...rest,
  }))
  const resource = resourceMessage({ 'service.name': service })
  return REQUESTS.logs.encode({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }).finish()
}

export function send(telemetry: KeptTelemetry, body: Uint8Array, signal: Signal = 'traces') {
  return telemetry.ingest(signal, PROTOBUF, body)
}

/** A message in a field of another one, as the wire has it. */
export function inField(field: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body])
}

export function varint(value: number, padding = 0): Buffer {
  const parts: number[] = []
  for (let left = value; ; left = Math.floor(left / 128)) {
    parts.push((left % 128) | 128)
    if (left < 128) break
  }
  for (let more = 0; more < padding; more++) parts.push(128)
  parts[parts.length - 1] = (parts.at(-1) ?? 0) & 127
  return Buffer.from(parts)
}

/** The same numbers each time: https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
