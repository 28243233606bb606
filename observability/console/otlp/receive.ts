// The OTLP/HTTP side: POST /v1/traces, /v1/logs, /v1/metrics in protobuf or JSON.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp
import type { IncomingMessage, ServerResponse } from 'node:http'
import protobuf from 'protobufjs/minimal.js'
import type { Batch } from '../model.ts'
import type { Store } from '../store/index.ts'
import { Refusal, readBody } from './body.ts'
import { assertJsonWithin } from './count-json.ts'
import { REQUESTS, RESPONSES, type Signal } from './definitions.ts'
import { readLogs, readMetrics, readTraces } from './read.ts'
import { MalformedRequest } from './values.ts'
import { walk } from './walk.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
type Encoding = typeof PROTOBUF | typeof JSON_TYPE

/** google.rpc.Code INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNKNOWN. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 413: 8, 415: 3 }
const RPC_UNKNOWN = 2

const REJECTED = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const

export function signalOf(path: string): Signal | undefined {
  return (['traces', 'logs', 'metrics'] as const).find((signal) => path === `/v1/${signal}`)
}

export interface ReceiveOptions {
  readonly store: Store
  /** Bytes, as sent and as unpacked. */
  readonly bodyLimit: number
}

export async function receive(
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
  { store, bodyLimit }: ReceiveOptions,
): Promise<void> {
  const encoding = encodingOf(request)
  try {
    if (!encoding) {
      throw new Refusal(415, `content-type must be ${PROTOBUF} or ${JSON_TYPE}`)
    }
    const decoded = decode(signal, await readBody(request, bodyLimit), encoding)
    const { rejected, reason } = keep(signal, decoded, store)
    answer(response, 200, encoding, success(signal, encoding, rejected, reason))
  } catch (error) {
    const refusal = asRefusal(error)
    // The rest of an over-long body is not waited for.
    if (refusal.status === 413) response.setHeader('connection', 'close')
    answer(response, refusal.status, encoding ?? JSON_TYPE, status(refusal, encoding ?? JSON_TYPE))
  }
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  return type === PROTOBUF || type === JSON_TYPE ? type : undefined
}

function decode(signal: Signal, body: Buffer, encoding: Encoding): unknown {
  if (encoding === JSON_TYPE) assertJsonWithin(body)
  else walk(signal, body)
  try {
    return encoding === JSON_TYPE ? JSON.parse(body.toString('utf8')) : REQUESTS[signal].decode(body)
  } catch (cause) {
    const { message } = cause as Error
    throw new Refusal(400, `the body is not a valid ${encoding} export request: ${message}`)
  }
}

function keep(signal: Signal, decoded: unknown, store: Store): Batch<object> {
  if (signal === 'traces') return kept(readTraces(decoded), (span) => store.traces.add(span))
  if (signal === 'logs') return kept(readLogs(decoded), (log) => store.logs.add(log))
  return kept(readMetrics(decoded), (point) => store.metrics.add(point))
}

function kept<T>(batch: Batch<T>, add: (record: T) => void): Batch<T> {
  for (const record of batch.records) add(record)
  return batch
}

function success(signal: Signal, encoding: Encoding, rejected: number, reason = ''): Uint8Array | string {
  const partial =
    rejected > 0 ? { partialSuccess: { [REJECTED[signal]]: rejected, errorMessage: reason } } : {}
  return encoding === JSON_TYPE ? JSON.stringify(partial) : RESPONSES[signal].encode(partial).finish()
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof MalformedRequest) return new Refusal(400, error.message)
  // A value nested too deep for the stack is the sender's doing; anything else is ours, and not retryable.
  if (error instanceof RangeError) return new Refusal(400, 'the body is nested too deep')
  return new Refusal(500, 'the console failed to read the request')
}

/** google.rpc.Status: code = 1, message = 2. */
function status({ status, message }: Refusal, encoding: Encoding): Uint8Array | string {
  const code = RPC_CODES[status] ?? RPC_UNKNOWN
  if (encoding === JSON_TYPE) return JSON.stringify({ code, message })
  return protobuf.Writer.create().uint32(8).int32(code).uint32(18).string(message).finish()
}

function answer(response: ServerResponse, status: number, type: Encoding, body: Uint8Array | string): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
