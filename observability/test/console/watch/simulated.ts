// A watch whose clock is turned by hand, and whose scrapes are given to it.
import { Deploys } from '../../../console/objectives/deploys.ts'
import { Evaluator } from '../../../console/objectives/evaluator.ts'
import { isPlatformMetric } from '../../../console/objectives/platform.ts'
import { Scraping } from '../../../console/objectives/scraping.ts'
import { Samples } from '../../../console/prometheus/samples.ts'
import type { Target } from '../../../console/prometheus/target.ts'

const SCRAPE_MS = 5_000
const EVALUATION_MS = 15_000

export class SimulatedWatch {
  now = Date.UTC(2026, 10, 2)
  readonly samples: Samples
  readonly recordedRoom = { taken: 0, limit: 2 ** 26 }
  readonly evaluator: Evaluator
  readonly target: Target
  readonly #scraping: Scraping

  constructor(bytes = 2 ** 26) {
    this.samples = new Samples({ bytes, series: 2_000 })
    this.evaluator = new Evaluator({
      samples: this.samples,
      room: this.recordedRoom,
      stepMs: EVALUATION_MS,
    })
    this.#scraping = new Scraping({
      samples: this.samples,
      evaluator: this.evaluator,
      deploys: new Deploys(),
      isWanted: isPlatformMetric,
      now: () => this.now,
      timeoutMs: 1_000,
      bodyBytes: 2 ** 20,
      scrapeMs: SCRAPE_MS,
      evaluationMs: EVALUATION_MS,
      minutely: () => {},
    })
    this.#scraping.add('http://127.0.0.1:3000')
    this.target = [...this.#scraping.targets][0] as Target
  }

  /** Scrapes and evaluates for so long; `undefined` is a scrape that failed. */
  pass(milliseconds: number, metrics: () => string | undefined): void {
    for (const until = this.now + milliseconds; this.now < until; this.now += SCRAPE_MS) {
      this.#scraping.heedClock()
      const text = metrics()
      if (text === undefined) this.target.fail(this.now, 'it is gone')
      else this.take(text)
      if (this.now % EVALUATION_MS === 0) this.evaluate()
    }
  }

  take(text: string): void {
    try {
      this.target.take(this.now, text)
    } catch (fault) {
      this.target.fail(this.now, (fault as Error).message)
    }
  }

  evaluate(): void {
    this.#scraping.evaluate(Math.floor(this.now / EVALUATION_MS) * EVALUATION_MS)
  }

  get alerts(): string[] {
    return [...this.evaluator.alerts.active].map(({ rule, state }) => `${rule.alert} ${state}`)
  }
}
