import type { Objective } from './objective.ts'
import { type Parts, Restored, written } from './state.ts'
import { readState, Unusable, writeState } from './state-file.ts'

const EVERY_MS = 60_000
/** A large state is written less often: no more than so many bytes a second. */
const BYTES_PER_SECOND = 100_000

export interface PersistenceOptions {
  readonly folder: string | undefined
  /** Of objectives that wait to be named again. */
  readonly waitingBytes: number
  readonly tell: (text: string) => void
  readonly now: () => number
}

/** Keeps the state in its folder, where there is one. A fault of the disk is told, once, and stops nothing else. */
export class Persistence {
  readonly #parts: Parts
  readonly #options: PersistenceOptions
  readonly #restored: Restored | undefined
  #writtenAt: number
  #failed = false
  bytes = 0

  constructor(parts: Parts, options: PersistenceOptions) {
    this.#parts = parts
    this.#options = options
    this.#writtenAt = options.now()
    this.#restored = this.#restore()
  }

  restoreInto(objectives: readonly Objective[]): void {
    this.#restored?.into(objectives, this.#parts.evaluator)
  }

  writeIfDue(): void {
    const waitMs = Math.max(EVERY_MS, (this.bytes / BYTES_PER_SECOND) * 1_000)
    if (Math.abs(this.#options.now() - this.#writtenAt) >= waitMs) this.write()
  }

  write(): void {
    const { folder, waitingBytes, tell, now } = this.#options
    if (folder === undefined) return
    try {
      const bytes = written(this.#parts, now(), this.#restored?.waiting(now(), waitingBytes))
      writeState(folder, bytes)
      this.bytes = bytes.length
      this.#failed = false
    } catch (fault) {
      if (!this.#failed) tell(`budgets and alerts cannot be kept in ${folder}: ${(fault as Error).message}`)
      this.#failed = true
    }
    this.#writtenAt = now()
  }

  #restore(): Restored | undefined {
    const { folder, tell, now } = this.#options
    if (folder === undefined) return undefined
    try {
      const bytes = readState(folder)
      if (!bytes) return undefined
      const restored = new Restored(bytes, this.#parts, now())
      this.bytes = bytes.length
      return restored
    } catch (fault) {
      const why = fault instanceof Unusable ? fault.message : (fault as Error).message
      tell(`budgets and alerts kept in ${folder} cannot be read: ${why}; they begin anew`)
      return undefined
    }
  }
}
