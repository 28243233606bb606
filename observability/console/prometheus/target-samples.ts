// All samples of one target, as a Prometheus that scrapes it has them: its series carry `instance` and `job`, bounds of
// buckets are written as Prometheus 3 writes them, and what is missing in a scrape is stale from then on.
import { SERVICES_JOB } from '../../stack/config/prometheus.ts'
import type { Room } from './column.ts'
import type { Packer, Unpacker } from './packed.ts'
import { type Labels, type Sample, seriesKey } from './parse.ts'
import { PRESENCE_KEPT_MS, Series, type WrittenSeries } from './series.ts'
import { Times } from './times.ts'

const ADDED = ['instance', 'job']

export interface WrittenTarget {
  readonly instance: string
  readonly times: number
  readonly series: readonly WrittenSeries[]
}

export class TargetSamples {
  readonly instance: string
  readonly times = new Times()
  /** Whether its last scrape went well. */
  answered = false
  readonly #room: Room
  readonly #series = new Map<string, Series>()

  constructor(instance: string, room: Room) {
    this.instance = instance
    this.#room = room
  }

  get series(): Iterable<Series> {
    return this.#series.values()
  }

  get size(): number {
    return this.#series.size
  }

  /** The series of those labels, which is made if need be; `isNew` is told of it, and may refuse it. */
  find({ name, labels }: Pick<Sample, 'name' | 'labels'>, isNew: (series: Series) => void): Series {
    const all = { ...scraped(name, labels), instance: this.instance, job: SERVICES_JOB }
    const key = seriesKey({ name, labels: all })
    const known = this.#series.get(key)
    if (known) return known
    const series = new Series(name, all, this.times, this.#room, this.answered)
    isNew(series)
    this.#series.set(key, series)
    return series
  }

  /** Drops what is too old; `gone` is told of each series of which nothing is left. */
  age(now: number, gone: (series: Series) => void): void {
    for (const [key, series] of this.#series) {
      if (series.age(now)) continue
      series.clear()
      this.#series.delete(key)
      gone(series)
    }
    this.times.dropBefore(now - PRESENCE_KEPT_MS)
  }

  write(packer: Packer): WrittenTarget {
    const times = packer.add(this.times)
    return { instance: this.instance, times, series: [...this.series].map((each) => each.write(packer)) }
  }

  /** Of a target that is new. */
  read({ times, series }: WrittenTarget, unpacker: Unpacker, isNew: (series: Series) => void): void {
    for (const time of unpacker.take(times)) this.times.add(time)
    for (const written of series) {
      const { metric, labels, born } = written
      const made = new Series(metric, labels, this.times, this.#room, born)
      made.read(written, unpacker)
      this.#series.set(seriesKey({ name: metric, labels }), made)
      isNew(made)
    }
  }

  clear(gone: (series: Series) => void): void {
    for (const series of this.#series.values()) {
      series.clear()
      gone(series)
    }
    this.#series.clear()
    this.times.clear()
    this.answered = false
  }
}

function scraped(name: string, labels: Labels): Labels {
  const entries = Object.entries(labels).map(([label, value]): [string, string] => [
    ADDED.includes(label) ? `exported_${label}` : label,
    label === 'le' && name.endsWith('_bucket') ? bound(value) : value,
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** `1` as `1.0`: https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values */
function bound(text: string): string {
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}
