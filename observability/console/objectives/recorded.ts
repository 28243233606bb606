// What recording rules would have written for one objective, as long as anybody looks back at it.
import { Column, type Room } from '../prometheus/column.ts'
import type { Packer, Unpacker } from '../prometheus/packed.ts'
import { LOOK_BACK_MS, Times } from '../prometheus/times.ts'

export interface WrittenRecords {
  readonly times: number
  readonly columns: readonly { readonly name: string; readonly from: number; readonly count: number }[]
}

export class Recorded {
  readonly times = new Times()
  /** When something could not be recorded the last time, of what is looked back at. */
  #missedAt: number | undefined
  readonly #columns = new Map<string, { readonly column: Column; readonly keptMs: number }>()

  /** `kept`: milliseconds that each series is looked back at. */
  constructor(kept: ReadonlyMap<string, number>, room: Room) {
    for (const [name, keptMs] of kept) this.#columns.set(name, { column: new Column(room), keptMs })
  }

  get names(): Iterable<string> {
    return this.#columns.keys()
  }

  /** Some of it could not be recorded: what is summed of it is too low. */
  get hasHoles(): boolean {
    return this.#missedAt !== undefined
  }

  /** Opens an instant, which must be after the last; false where it is not. */
  begin(now: number): boolean {
    return this.times.add(now) !== undefined
  }

  /** At the instant that was begun. */
  record(name: string, value: number): number {
    if (!this.#of(name).set(this.times.end - 1, value)) this.#missedAt = this.times.last
    return value
  }

  /** What an instant lookup finds; undefined where nothing was recorded. */
  at(name: string, time: number): number | undefined {
    const index = this.times.seenAt(time)
    return index === undefined ? undefined : this.value(name, index)
  }

  value(name: string, index: number): number | undefined {
    const value = this.#of(name).get(index)
    return Number.isNaN(value) ? undefined : value
  }

  write(packer: Packer): WrittenRecords {
    const { start, end } = this.times
    return {
      times: packer.add(this.times),
      columns: [...this.#columns].map(([name, { column }]) => {
        const from = Math.min(column.startAt(start), end)
        return { name, from: from - start, count: packer.add(column.values(from, end)) }
      }),
    }
  }

  /** Before anything was recorded. */
  read({ times, columns }: WrittenRecords, unpacker: Unpacker): void {
    for (const time of unpacker.take(times)) this.times.add(time)
    for (const { name, from, count } of columns) {
      const column = this.#columns.get(name)?.column
      for (const [index, value] of unpacker.take(count).entries())
        if (!Number.isNaN(value)) column?.set(from + index, value)
    }
  }

  age(now: number): void {
    let longest = 0
    for (const { column, keptMs } of this.#columns.values()) {
      column.dropBefore(this.times.indexAt(now - keptMs - LOOK_BACK_MS))
      longest = Math.max(longest, keptMs)
    }
    const oldest = now - longest - LOOK_BACK_MS
    this.times.dropBefore(oldest)
    if (this.#missedAt !== undefined && this.#missedAt < oldest) this.#missedAt = undefined
  }

  clear(): void {
    for (const { column } of this.#columns.values()) column.clear()
    this.times.clear()
    this.#missedAt = undefined
  }

  #of(name: string): Column {
    const found = this.#columns.get(name)
    if (!found) throw new Error(`no series ${name} is recorded`)
    return found.column
  }
}
