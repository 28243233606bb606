// A service as its /metrics tells of it: counters that begin when something is first counted, and gauges.
import type { Labels, Sample } from '../../../console/prometheus/parse.ts'

export class PlayedService {
  readonly instance: string
  readonly #labels: Labels
  #samples = new Map<string, { readonly name: string; readonly labels: Labels; value: number }>()

  constructor(instance: string, labels: Labels) {
    this.instance = instance
    this.#labels = labels
  }

  count(name: string, labels: Labels, by: number): void {
    this.#of(name, labels).value += by
  }

  gauge(name: string, labels: Labels, value: number): void {
    this.#of(name, labels).value = value
  }

  /** A histogram whose bounds are these; each observation is of one number of seconds. */
  observe(name: string, labels: Labels, bounds: readonly number[], seconds: number, times = 1): void {
    for (const bound of bounds)
      this.count(`${name}_bucket`, { ...labels, le: String(bound) }, seconds <= bound ? times : 0)
    this.count(`${name}_bucket`, { ...labels, le: '+Inf' }, times)
    this.count(`${name}_count`, labels, times)
  }

  /** All that was counted is forgotten, the series too. */
  restart(): void {
    this.#samples = new Map()
  }

  get samples(): Sample[] {
    return [...this.#samples.values()].map(({ name, labels, value }) => ({ name, labels, value }))
  }

  #of(name: string, labels: Labels) {
    const all = { ...this.#labels, ...labels }
    const key = JSON.stringify([name, Object.entries(all).sort()])
    const sample = this.#samples.get(key) ?? { name, labels: all, value: 0 }
    this.#samples.set(key, sample)
    return sample
  }
}
