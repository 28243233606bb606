// Calls counted one by one: how many, how many failed, and how long each took.
import { percentile } from '../analysis/percentile.ts'
import type { Red } from '../contract.ts'

export class Calls {
  count = 0
  #errors = 0
  #durations = new Float64Array(64)

  add(durationNs: number, failed: boolean): void {
    if (this.count === this.#durations.length) {
      const durations = new Float64Array(this.count * 2)
      durations.set(this.#durations)
      this.#durations = durations
    }
    this.#durations[this.count] = durationNs
    this.count += 1
    if (failed) this.#errors += 1
  }

  red(seconds: number): Red {
    const sorted = this.#durations.subarray(0, this.count).sort()
    const at = (q: number) => {
      const nanoseconds = percentile(sorted, q)
      return nanoseconds === undefined ? null : nanoseconds / 1e9
    }
    return {
      rate: this.count / seconds,
      errorShare: this.count === 0 ? 0 : this.#errors / this.count,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
    }
  }
}
