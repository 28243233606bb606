// The OTLP/HTTP side: POST /v1/traces, /v1/logs, /v1/metrics in protobuf or JSON. Bodies are read here and go to the
// worker unopened. https://opentelemetry.io/docs/specs/otlp/#otlphttp
import type { IncomingMessage, ServerResponse } from 'node:http'
import protobuf from 'protobufjs/minimal.js'
import { type Engine, EngineLost } from '../engine/engine.ts'
import type { Ingested } from '../engine/messages.ts'
import type { Encoding } from '../engine/parts.ts'
import { Refusal, readBody } from '../otlp/body.ts'
import { RESPONSES, type Signal } from '../otlp/definitions.ts'
import { linger } from './linger.ts'
import { Room } from './room.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'

/** google.rpc.Code INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNAVAILABLE, UNKNOWN. */
const RPC_CODES: Readonly<Record<number, number>> = { 400: 3, 413: 8, 415: 3, 503: 14 }
const RPC_UNKNOWN = 2

const REJECTED = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
} as const

const NOTHING = new Uint8Array()

export function signalOf(path: string): Signal | undefined {
  return (['traces', 'logs', 'metrics'] as const).find((signal) => path === `/v1/${signal}`)
}

export class Otlp {
  readonly #engine: Engine
  readonly #bodyLimit: number
  readonly #room = new Room()

  /** @param bodyLimit bytes, as sent and as unpacked */
  constructor(engine: Engine, bodyLimit: number) {
    this.#engine = engine
    this.#bodyLimit = bodyLimit
  }

  async receive(signal: Signal, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = encodingOf(request)
    const expected = this.#expected(request)
    const hasRoom = this.#room.take(expected)
    try {
      if (!hasRoom) throw new Refusal(503, 'the console is behind: send this again')
      if (!encoding) throw new Refusal(415, `content-type must be ${PROTOBUF} or ${JSON_TYPE}`)
      const body = await readBody(request, this.#bodyLimit)
      const kept = await this.#engine.ingest(signal, encoding, body)
      if (kept.refusal) throw new Refusal(kept.refusal.status, kept.refusal.message)
      answer(response, 200, encoding, success(signal, encoding, kept))
    } catch (error) {
      const refusal = asRefusal(error)
      // The rest of a body that is refused is not wanted.
      if (!request.complete) response.setHeader('connection', 'close')
      if (refusal.status === 503) response.setHeader('retry-after', '1')
      answer(response, refusal.status, encoding ?? JSON_TYPE, status(refusal, encoding ?? JSON_TYPE))
    } finally {
      if (hasRoom) this.#room.give(expected)
    }
  }

  /** Bytes it is likely to take in memory: telemetry packs to about a tenth. */
  #expected({ headers }: IncomingMessage): number {
    const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY)
    return Math.min(headers['content-encoding'] === undefined ? length : length * 10, this.#bodyLimit)
  }
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = request.headers['content-type']
  if (type === PROTOBUF) return type
  const essence = type?.split(';')[0]?.trim().toLowerCase()
  return essence === PROTOBUF || essence === JSON_TYPE ? essence : undefined
}

function success(
  signal: Signal,
  encoding: Encoding,
  { rejected, reason = '' }: Ingested,
): Uint8Array | string {
  if (rejected === 0) return encoding === JSON_TYPE ? '{}' : NOTHING
  const partial = { partialSuccess: { [REJECTED[signal]]: rejected, errorMessage: reason } }
  return encoding === JSON_TYPE ? JSON.stringify(partial) : RESPONSES[signal].encode(partial).finish()
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof EngineLost) return new Refusal(503, 'the console had to start again: send this again')
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
  if (response.req.complete) response.end(body)
  else {
    response.write(body)
    linger(response.req, () => response.end())
  }
}
