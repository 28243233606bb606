// The two parts, made with what the console was started with.
import { join } from 'node:path'
import type { Change } from '../contract.ts'
import { createWatch } from '../objectives/index.ts'
import type { EngineOptions } from './messages.ts'
import type { Telemetry, Watch } from './parts.ts'
import { createTelemetry } from './telemetry.ts'

export interface Parts {
  readonly telemetry: Telemetry
  readonly watch: Watch
  /** On disk. */
  readonly persistedBytes: () => number
  /** Writes what is left to write. */
  readonly close: () => Promise<void>
}

export function makeParts(
  { byteLimit, persist }: EngineOptions,
  changed: (kind: Change['changed'][number]) => void,
  tell: (text: string) => void,
): Parts {
  const telemetry = createTelemetry({
    ...(byteLimit !== undefined && { byteLimit }),
    persist,
    onChange: changed,
    onTrouble: tell,
  })
  const watch = createWatch({ persist: persist && join(persist.folder, 'watch'), tell })
  return {
    telemetry,
    watch,
    persistedBytes: () => (telemetry.persisted()?.bytes ?? 0) + watch.persistedBytes(),
    close: async () => {
      watch.close()
      await telemetry.close()
    },
  }
}
