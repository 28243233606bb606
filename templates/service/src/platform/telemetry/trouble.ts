// Owner: paved-road
// The SDK's own complaints, as log lines: a collector that is down is worth one line a minute, not one a batch.
import type { DiagLogger } from '@opentelemetry/api'
import { log } from '../logging.ts'

const QUIET_MS = 60_000
let lastSaid = Number.NEGATIVE_INFINITY
let held = 0

function say(message: string): void {
  const now = performance.now()
  if (now - lastSaid < QUIET_MS) {
    held += 1
    return
  }
  const fields = { code: 'TELEMETRY_TROUBLE', detail: message.slice(0, 500), held_back: held }
  lastSaid = now // before it is said: exporting this very line may be what fails next
  held = 0
  log.warn(fields, 'telemetry trouble')
}

const ignore = () => {}

export const troubleLogger: DiagLogger = {
  error: say,
  warn: say,
  info: ignore,
  debug: ignore,
  verbose: ignore,
}
