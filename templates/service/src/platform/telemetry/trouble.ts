// Owner: paved-road
// The SDK's own complaints, as log lines: a collector that is down is worth one line a minute, not one a batch.
import type { DiagLogger } from '@opentelemetry/api'
import { setGlobalErrorHandler } from '@opentelemetry/core'
import { METRICS } from '../conventions.ts'
import { seldom } from '../logging.ts'
import { counter } from '../metrics.ts'

const errors = counter(METRICS.otelSdkErrors, 'Exports that failed, and other errors of the SDK.')
const tell = seldom('TELEMETRY_TROUBLE', 'see that a collector answers at OTEL_EXPORTER_OTLP_ENDPOINT')

const say =
  (errorsSaid: number) =>
  (...said: unknown[]): void => {
    errors.inc(errorsSaid)
    const err = said.find((part) => part instanceof Error)
    const rest = said.filter((part) => part !== err)
    tell({ err, ...(rest.length > 0 && { detail: rest.join(' ').slice(0, 500) }) })
  }

const off = () => {}
export const troubleLogger: DiagLogger = { error: say(1), warn: say(0), info: off, debug: off, verbose: off }
setGlobalErrorHandler(say(1)) // the default one passes a string on, without the cause
