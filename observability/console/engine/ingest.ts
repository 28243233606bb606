import { Refusal } from '../otlp/body.ts'
import { MalformedRequest } from '../otlp/values.ts'
import type { Ingested, ToEngine } from './messages.ts'
import type { Telemetry } from './parts.ts'

export function ingest(
  telemetry: Telemetry,
  { signal, encoding, body }: Extract<ToEngine, { kind: 'ingest' }>,
): Ingested {
  try {
    return telemetry.ingest(signal, encoding, body)
  } catch (fault) {
    return { rejected: 0, refusal: refusalOf(fault) }
  }
}

function refusalOf(fault: unknown): { status: number; message: string } {
  if (fault instanceof Refusal) return { status: fault.status, message: fault.message }
  if (fault instanceof MalformedRequest) return { status: 400, message: fault.message }
  // A value nested too deep for the stack is the sender's doing; anything else is ours, and not retryable.
  if (fault instanceof RangeError) return { status: 400, message: 'the body is nested too deep' }
  process.stderr.write(`${fault instanceof Error ? fault.stack : fault}\n`)
  return { status: 500, message: 'the console failed to read the request' }
}
