import { KNOWN_BEFORE_HOURS } from '../../slo/compile/births.ts'
import { Column, type Room } from './column.ts'
import type { Packer, Unpacker } from './packed.ts'
import type { Exemplar, Labels } from './parse.ts'
import { LOOK_BACK_MS, type Times } from './times.ts'

const HOUR_MS = 3_600_000
/** Windows of raw samples are an hour at most, and what they held an hour ago is asked for too. */
const VALUES_KEPT_MS = HOUR_MS + LOOK_BACK_MS
/** That a series was there is asked for longer. */
export const PRESENCE_KEPT_MS = KNOWN_BEFORE_HOURS * HOUR_MS + LOOK_BACK_MS
const EXEMPLARS_KEPT = 5

export interface WrittenSeries {
  readonly metric: string
  readonly labels: Labels
  readonly born: boolean
  readonly stretches: readonly (readonly [first: number, last: number])[]
  readonly from: number
  readonly count: number
}

export interface SeenExemplar extends Exemplar {
  readonly at: number
}

/** An hour of samples is read again and again: not each time into memory of its own. */
let scratch = new Float64Array(1_024)

/** One series of one target. It is there in some of the target's scrapes; in the first without it, it is stale. */
export class Series {
  readonly metric: string
  readonly labels: Labels
  readonly times: Times
  /** It came while its target was watched already: all that it shows at first, it has counted since. */
  readonly #born: boolean
  readonly #values: Column
  /** It is no series of its target any more; one with the same labels would be another. */
  isGone = false
  /** First and last scrape of each stretch without a gap, the oldest first. */
  #present: [first: number, last: number][] = []
  #exemplars: SeenExemplar[] = []

  constructor(metric: string, labels: Labels, times: Times, room: Room, born: boolean) {
    this.#born = born
    this.metric = metric
    this.labels = labels
    this.times = times
    this.#values = new Column(room)
  }

  /** Two of one scrape: the first counts. */
  add(index: number, value: number): void {
    const stretch = this.#present.at(-1)
    if (stretch && index <= stretch[1]) return
    this.#values.set(index, value)
    if (stretch?.[1] === index - 1) stretch[1] = index
    else this.#present.push([index, index])
  }

  /** Bytes that one more sample would take. */
  needs(index: number): number {
    return this.#values.needs(index)
  }

  addExemplar(exemplar: SeenExemplar): void {
    const last = this.#exemplars.at(-1)
    if (last?.value === exemplar.value && last.labels.trace_id === exemplar.labels.trace_id) return
    this.#exemplars.push(exemplar)
    if (this.#exemplars.length > EXEMPLARS_KEPT) this.#exemplars.shift()
  }

  get exemplars(): readonly SeenExemplar[] {
    return this.#exemplars
  }

  get stretches(): readonly (readonly [first: number, last: number])[] {
    return this.#present
  }

  valueOf(index: number): number {
    return this.#values.get(index)
  }

  /** Values of a stretch; they are good until the next call, of any series. */
  valuesOf(first: number, last: number): Float64Array {
    const length = last - first + 1
    if (scratch.length < length) scratch = new Float64Array(2 * length)
    this.#values.copy(first, last, scratch)
    return scratch.subarray(0, length)
  }

  /** What an instant lookup finds: nothing where the series was stale or silent. */
  valueAt(time: number): number | undefined {
    const index = this.times.seenAt(time)
    return index !== undefined && this.#holds(index) ? this.valueOf(index) : undefined
  }

  isThereAt(time: number): boolean {
    const index = this.times.seenAt(time)
    return index !== undefined && this.#holds(index)
  }

  /** The value of its newest sample up to that time, stale or not; undefined where that is long ago. */
  lastUpTo(time: number): number | undefined {
    const index = this.times.indexAt(time)
    const stretch = this.#present.findLast(([first]) => first <= index)
    if (!stretch) return undefined
    const last = Math.min(index, stretch[1])
    return time - this.times.at(last) < LOOK_BACK_MS ? this.valueOf(last) : undefined
  }

  /** Whether it was born after that time. */
  isNewAt(time: number): boolean {
    const first = this.#present[0]?.[0]
    return this.#born && first !== undefined && this.times.at(first) > time
  }

  /** Indices of its samples after `from` and up to `to`, as stretches. */
  *within(from: number, to: number): Generator<readonly [first: number, last: number]> {
    const [low, high] = [this.times.indexAt(from) + 1, this.times.indexAt(to)]
    for (const [first, last] of this.#present) {
      if (last >= low && first <= high) yield [Math.max(first, low), Math.min(last, high)]
    }
  }

  #holds(index: number): boolean {
    const stretch = this.#present.findLast(([first]) => first <= index)
    return stretch !== undefined && index <= stretch[1]
  }

  /** Lets go of what is too old; false when nothing is left. */
  age(now: number): boolean {
    const oldest = this.times.indexAt(now - PRESENCE_KEPT_MS)
    this.#present = this.#present.filter(([, last]) => last >= oldest)
    this.#values.dropBefore(this.times.indexAt(now - VALUES_KEPT_MS))
    return this.#present.length > 0
  }

  write(packer: Packer): WrittenSeries {
    const { start, end } = this.times
    const from = Math.min(this.#values.startAt(start), end)
    return {
      metric: this.metric,
      labels: this.labels,
      born: this.#born,
      stretches: this.#present.map(([first, last]) => [first - start, last - start]),
      from: from - start,
      count: packer.add(this.#values.values(from, end)),
    }
  }

  /** Of a series that is new, in times that are. */
  read({ stretches, from, count }: WrittenSeries, unpacker: Unpacker): void {
    this.#present = stretches.map(([first, last]) => [first, last])
    for (const [index, value] of unpacker.take(count).entries())
      if (!Number.isNaN(value)) this.#values.set(from + index, value)
  }

  clear(): void {
    this.isGone = true
    this.#values.clear()
    this.#present = []
  }
}
