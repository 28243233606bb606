import { LogStore } from './logs.ts'
import { MetricStore } from './metrics.ts'
import { TraceStore } from './traces.ts'

const MEBIBYTE = 1024 ** 2

export interface Store {
  readonly traces: TraceStore
  readonly logs: LogStore
  readonly metrics: MetricStore
}

/** Room for an afternoon of local traffic in about a quarter of a gigabyte at most. */
export function createStore(): Store {
  return {
    traces: new TraceStore({ spans: 200_000, bytes: 192 * MEBIBYTE, spansPerTrace: 20_000 }),
    logs: new LogStore({ records: 50_000, bytes: 32 * MEBIBYTE }),
    metrics: new MetricStore({ series: 10_000, bytes: 32 * MEBIBYTE }),
  }
}

export { createTelemetry, type KeptTelemetry, type TelemetryOptions } from './telemetry.ts'
