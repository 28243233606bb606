// A body in JSON: its good records as protobuf.
import type { Batch } from '../model.ts'
import { Refusal } from './body.ts'
import { assertJsonWithin } from './count-json.ts'
import type { Signal } from './definitions.ts'
import { encodeLogs, encodeTraces } from './encode.ts'
import { readLogs, readMetrics, readTraces } from './read.ts'

export interface ReadJson {
  /** Undefined where there is nothing to keep. */
  readonly body: Uint8Array | undefined
  readonly rejected: number
  readonly reason: string | undefined
}

/** @throws Refusal or MalformedRequest */
export function readJson(signal: Signal, body: Uint8Array): ReadJson {
  assertJsonWithin(body)
  const request = parse(body)
  try {
    if (signal === 'traces') return encoded(readTraces(request), encodeTraces)
    if (signal === 'logs') return encoded(readLogs(request), encodeLogs)
    return encoded(readMetrics(request), () => undefined)
  } catch (error) {
    // A value nested too deep for the stack is the sender's doing.
    if (error instanceof RangeError) throw new Refusal(400, 'the body is nested too deep')
    throw error
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'))
  } catch (cause) {
    const { message } = cause as Error
    throw new Refusal(400, `the body is not a valid application/json export request: ${message}`)
  }
}

function encoded<T>(batch: Batch<T>, encode: (records: readonly T[]) => Uint8Array | undefined): ReadJson {
  const { records, rejected, reason } = batch
  return { body: records.length > 0 ? encode(records) : undefined, rejected, reason }
}
