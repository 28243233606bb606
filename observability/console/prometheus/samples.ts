// What was scraped, of all targets: the part of Prometheus's storage that objectives and pages need.
import { accepts } from '../../slo/promql/accepts.ts'
import type { Selector } from '../../slo/promql/counters.ts'
import type { Room } from './column.ts'
import type { Packer, Unpacker } from './packed.ts'
import type { Exemplar, Sample } from './parse.ts'
import type { Series } from './series.ts'
import { TargetSamples, type WrittenTarget } from './target-samples.ts'

export interface SampleLimits {
  /** Of the values of all series together. */
  readonly bytes: number
  /** Of one target, gone ones included, while any sample of them is held. */
  readonly series: number
}

/** A scrape brought more than there is room for; nothing more of it is kept. */
export class TooMuch extends Error {}

/** What is kept of a scrape, or what failed. */
export type Scraped = readonly Reading[] | 'failed'

export interface Reading {
  readonly series: Series
  readonly value: number
  readonly exemplar?: Exemplar | undefined
}

export class Samples {
  readonly #limits: SampleLimits
  readonly #room: Room
  readonly #targets = new Map<string, TargetSamples>()
  readonly #byMetric = new Map<string, Set<Series>>()
  readonly #selected = new Map<string, readonly Series[]>()

  constructor(limits: SampleLimits) {
    this.#limits = limits
    this.#room = { taken: 0, limit: limits.bytes }
  }

  get bytes(): number {
    return this.#room.taken
  }

  get targets(): Iterable<TargetSamples> {
    return this.#targets.values()
  }

  target(instance: string): TargetSamples {
    const target = this.#targets.get(instance) ?? new TargetSamples(instance, this.#room)
    this.#targets.set(instance, target)
    return target
  }

  /** @throws TooMuch */
  series(target: TargetSamples, sample: Pick<Sample, 'name' | 'labels'>): Series {
    return target.find(sample, (made) => {
      if (target.size >= this.#limits.series)
        throw new TooMuch(`more than ${this.#limits.series} series: see which label has too many values`)
      this.#know(made)
    })
  }

  write(packer: Packer): WrittenTarget[] {
    return [...this.#targets.values()].map((target) => target.write(packer))
  }

  /** Before anything was scraped. */
  read(targets: readonly WrittenTarget[], unpacker: Unpacker): void {
    for (const written of targets)
      this.target(written.instance).read(written, unpacker, (series) => this.#know(series))
  }

  /**
   * One scrape of a target. Series that are not in it are stale from then on, all of them if it failed; an instant
   * that is not after the last is passed over, as Prometheus does.
   * @throws TooMuch
   */
  add(target: TargetSamples, at: number, scraped: Scraped): void {
    if (scraped !== 'failed') this.#makeSure(target, scraped)
    const index = target.times.add(at)
    if (index === undefined) return
    target.answered = scraped !== 'failed'
    if (scraped === 'failed') return
    for (const { series, value, exemplar } of scraped) {
      series.add(index, value)
      if (exemplar) series.addExemplar({ ...exemplar, at })
    }
  }

  select(selector: Selector): readonly Series[] {
    const key = JSON.stringify(selector)
    const known = this.#selected.get(key)
    if (known) return known
    const { metric, matchers } = selector
    const found = [...(this.#byMetric.get(metric) ?? [])].filter(({ labels }) =>
      matchers.every((matcher) => accepts(matcher, labels[matcher.label] ?? '')),
    )
    this.#selected.set(key, found)
    return found
  }

  age(now: number): void {
    for (const target of this.#targets.values()) target.age(now, (series) => this.#forget(series))
  }

  /** Forgets all of a target: its clock went back. */
  clear(target: TargetSamples): void {
    target.clear((series) => this.#forget(series))
  }

  /** Room for all of it, before anything is kept: half a scrape would look like series that are gone. */
  #makeSure({ times }: TargetSamples, readings: readonly Reading[]): void {
    const needed = readings.reduce((bytes, { series }) => bytes + series.needs(times.end), 0)
    if (this.#room.taken + needed > this.#room.limit)
      throw new TooMuch('all memory for samples is taken: watch fewer services')
  }

  #know(series: Series): void {
    const others = this.#byMetric.get(series.metric)
    if (others) others.add(series)
    else this.#byMetric.set(series.metric, new Set([series]))
    this.#selected.clear()
  }

  #forget(series: Series): void {
    this.#byMetric.get(series.metric)?.delete(series)
    if (this.#byMetric.get(series.metric)?.size === 0) this.#byMetric.delete(series.metric)
    this.#selected.clear()
  }
}
