// What recording rules would have written for one objective, as long as anybody looks back at it.
import { Column, type Room } from '../prometheus/column.ts'
import { LOOK_BACK_MS, Times } from '../prometheus/times.ts'

export class Recorded {
  readonly times: Times
  readonly #room: Room
  readonly #columns = new Map<string, { readonly column: Column; readonly keptMs: number }>()

  /** `kept`: milliseconds that each series is looked back at. */
  constructor(kept: ReadonlyMap<string, number>, room: Room) {
    this.#room = room
    this.times = new Times(room)
    for (const [name, keptMs] of kept) this.#columns.set(name, { column: new Column(room), keptMs })
  }

  get names(): Iterable<string> {
    return this.#columns.keys()
  }

  /** Opens an instant, which must be after the last; false where it is not. */
  begin(now: number): boolean {
    return this.times.add(now) !== undefined
  }

  /** At the instant that was begun. */
  record(name: string, value: number): number {
    this.#of(name).set(this.times.end - 1, value)
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

  set(name: string, index: number, value: number): void {
    this.#columns.get(name)?.column.set(index, value)
  }

  age(now: number): void {
    let longest = 0
    for (const { column, keptMs } of this.#columns.values()) {
      column.dropBefore(this.times.indexAt(now - keptMs - LOOK_BACK_MS))
      longest = Math.max(longest, keptMs)
    }
    this.times.dropBefore(now - longest - LOOK_BACK_MS)
  }

  clear(): void {
    for (const { column } of this.#columns.values()) column.clear()
    this.times.clear()
  }

  get room(): Room {
    return this.#room
  }

  #of(name: string): Column {
    const found = this.#columns.get(name)
    if (!found) throw new Error(`no series ${name} is recorded`)
    return found.column
  }
}
