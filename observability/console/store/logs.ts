// The newest log records, bounded in number and bytes.
import type { LogRecord } from '../model.ts'
import { sizeOf } from './size.ts'

export interface LogLimits {
  readonly records: number
  readonly bytes: number
}

export class LogStore {
  readonly #limits: LogLimits
  /** Oldest first. */
  readonly #records = new Set<LogRecord>()
  /** Goes on where it stopped; a new one would pass over all that was deleted before its first. */
  readonly #oldest = this.#records.values()
  #bytes = 0

  constructor(limits: LogLimits) {
    this.#limits = limits
  }

  get count(): number {
    return this.#records.size
  }

  add(record: LogRecord): void {
    this.#records.add(record)
    this.#bytes += sizeOf(record)
    while (this.#records.size > this.#limits.records || this.#bytes > this.#limits.bytes) {
      const { value: oldest } = this.#oldest.next()
      if (!oldest) return
      this.#records.delete(oldest)
      this.#bytes -= sizeOf(oldest)
    }
  }

  /** Newest first. */
  list({
    traceId,
    limit = 100,
  }: {
    readonly traceId?: string | undefined
    readonly limit?: number
  } = {}): LogRecord[] {
    return [...this.#records]
      .filter((record) => !traceId || record.traceId === traceId)
      .slice(-limit)
      .reverse()
  }
}
