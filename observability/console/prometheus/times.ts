import { Column } from './column.ts'

/** As long as Prometheus goes on showing the last sample of a series that ended without a word. */
export const LOOK_BACK_MS = 300_000

/** Instants in milliseconds since 1970, each after the one before. */
export class Times {
  /** In no room of others: when something was looked at is known even where there is none left. */
  readonly #column = new Column({ taken: 0, limit: Number.POSITIVE_INFINITY })
  /** Of the oldest that is kept. */
  start = 0
  /** One more than that of the newest. */
  end = 0

  get last(): number | undefined {
    return this.end > this.start ? this.at(this.end - 1) : undefined
  }

  at(index: number): number {
    return this.#column.get(index)
  }

  /** The index of it; undefined where it is not after the last. */
  add(time: number): number | undefined {
    if (time <= (this.last ?? Number.NEGATIVE_INFINITY)) return undefined
    this.#column.set(this.end, time)
    this.end += 1
    return this.end - 1
  }

  /** Of the last one up to that time, `start - 1` if there is none. */
  indexAt(time: number): number {
    let [low, high] = [this.start, this.end]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle) <= time) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** Of the one that an instant lookup sees: undefined where the last is too old. */
  seenAt(time: number): number | undefined {
    const index = this.indexAt(time)
    return index >= this.start && time - this.at(index) < LOOK_BACK_MS ? index : undefined
  }

  dropBefore(time: number): void {
    this.start = Math.max(this.start, this.indexAt(time - 1) + 1)
    this.#column.dropBefore(this.start)
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = this.start; index < this.end; index += 1) yield this.at(index)
  }

  clear(): void {
    this.#column.clear()
    this.start = this.end
  }
}
