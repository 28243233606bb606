// Hours of traffic in seconds: what a console that is left running sees, and whether it grows.
import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { KeptTelemetry } from '../../console/engine/telemetry.ts'
import { logBody, send, traceBody, traceId } from './bodies.ts'

/** Seconds of traffic in one body. */
const STEP = 20
const SPANS_PER_TRACE = 5
const GROWTH = 4 * 1024 ** 2

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

export interface Hours {
  readonly hours: number
  readonly spansPerSecond: number
}

/** @returns bytes of heap and array buffers after each hour, beside those of the telemetry that it says it holds */
export function playHours(telemetry: KeptTelemetry, { hours, spansPerSecond }: Hours): number[] {
  const memory: number[] = []
  let number = 0
  for (let hour = 0; hour < hours; hour++) {
    for (let second = 0; second < 3_600; second += STEP) {
      send(telemetry, spans(number, spansPerSecond * STEP))
      send(telemetry, logs(number), 'logs')
      number += spansPerSecond * STEP
      if (second % 600 === 0) look(telemetry)
    }
    collect()
    collect() // waits for what the first still frees on another thread
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    memory.push(heapUsed + arrayBuffers - telemetry.held().bytes)
  }
  return memory
}

/** In the first hours it fills up. */
export function assertFlat(memory: readonly number[]): void {
  const [full = 0, ...later] = memory.slice(Math.floor(memory.length / 4))
  const shown = `${memory.map((bytes) => (bytes / 1024 ** 2).toFixed(1)).join(', ')} MiB`
  for (const bytes of later) assert.ok(bytes < full + GROWTH, shown)
}

/** Their names and paths are never the same. */
function spans(first: number, count: number): Uint8Array {
  const spans = Array.from({ length: count }, (_, index) => ({
    trace: traceId(1 + Math.floor((first + index) / SPANS_PER_TRACE)),
    id: first + index + 1,
    name: `GET /orders/${first + index}`,
    kind: 'server' as const,
    from: first * 0.04,
    to: first * 0.04 + 5,
    attributes: { 'url.path': `/orders/${first + index}`, 'http.route': '/orders/:id' },
  }))
  return traceBody({ resource: { 'service.instance.id': `pod ${first}` }, spans })
}

function logs(from: number): Uint8Array {
  return logBody(Array.from({ length: STEP }, (_, at) => ({ text: `request ${from + at}`, at })))
}

function look(telemetry: KeptTelemetry): void {
  const [trace] = telemetry.traces({ limit: 100 }).traces
  telemetry.outline(trace?.traceId ?? '')
  telemetry.traces({ limit: 1, attributes: [{ key: 'url.path', value: 'nowhere' }] })
  telemetry.logs({ limit: 100, text: 'nothing' })
  telemetry.map(60)
}
