// The two parts, made with what the console was started with.
import type { EngineOptions } from './messages.ts'
import type { Telemetry, Watch } from './parts.ts'
import { heldTelemetry } from './stand-in-telemetry.ts'
import { noWatch } from './stand-in-watch.ts'

export interface Parts {
  readonly telemetry: Telemetry
  readonly watch: Watch
  readonly persistedBytes: () => number
  readonly close: () => void
}

export function makeParts(_options: EngineOptions, _tell: (text: string) => void): Parts {
  return { telemetry: heldTelemetry(), watch: noWatch(), persistedBytes: () => 0, close: () => {} }
}
