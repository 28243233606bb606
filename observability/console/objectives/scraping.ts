// When what is done: scrapes at the interval, evaluations at round instants, and what needs doing each minute.

import type { FetchLimits } from '../prometheus/fetch-metrics.ts'
import type { Samples } from '../prometheus/samples.ts'
import { Target } from '../prometheus/target.ts'
import type { Deploys } from './deploys.ts'
import type { Evaluator } from './evaluator.ts'

/** A clock may be set back by less: samples wait until it has caught up, as Prometheus lets them. */
const SET_BACK_MS = 60_000

export interface ScrapingOptions extends FetchLimits {
  readonly samples: Samples
  readonly evaluator: Evaluator
  readonly deploys: Deploys
  readonly isWanted: (metric: string) => boolean
  readonly now: () => number
  readonly scrapeMs: number
  readonly evaluationMs: number
  readonly minutely: () => void
}

export type Changed = (what: 'metrics' | 'objectives') => void

interface Running {
  readonly changed: Changed
  readonly ended: AbortController
  readonly timers: NodeJS.Timeout[]
}

export class Scraping {
  readonly #options: ScrapingOptions
  readonly #targets = new Map<string, Target>()
  /** Those that stay, whatever a list says. */
  readonly #added = new Set<string>()
  #running: Running | undefined
  #latest = 0
  #agedAt = 0

  constructor(options: ScrapingOptions) {
    this.#options = options
  }

  get targets(): Iterable<Target> {
    return this.#targets.values()
  }

  add(address: string): void {
    this.#added.add(address)
    this.#begin(address)
  }

  /** Those of a list, in place of those that it had before. */
  follow(addresses: readonly string[]): void {
    for (const address of addresses) this.#begin(address)
    const kept = new Set([...addresses, ...this.#added])
    for (const [address, target] of this.#targets) {
      if (kept.has(address)) continue
      target.leave()
      this.#targets.delete(address)
    }
  }

  #begin(address: string): void {
    if (this.#targets.has(address)) return
    const target = new Target(address, this.#options)
    this.#targets.set(address, target)
    if (this.#running) void this.#scrapeAll([target], this.#running)
  }

  /** Other series are wanted from now on. */
  reset(): void {
    for (const target of this.#targets.values()) target.reset()
  }

  start(changed: Changed): () => void {
    this.stop()
    const ended = new AbortController()
    const running = { changed, ended, timers: [] as NodeJS.Timeout[] }
    const { scrapeMs, evaluationMs, now } = this.#options
    const scrape = () => void this.#scrapeAll([...this.#targets.values()], running)
    scrape()
    running.timers[0] = setInterval(scrape, scrapeMs)
    // At round instants, as soon as they are there; those that passed meanwhile are left out.
    const waitForNext = () => {
      running.timers[1] = setTimeout(evaluate, evaluationMs - (now() % evaluationMs))
    }
    const evaluate = () => {
      this.evaluate(Math.floor(now() / evaluationMs) * evaluationMs)
      changed('objectives')
      waitForNext()
    }
    waitForNext()
    this.#running = running
    return () => this.stop()
  }

  stop(): void {
    for (const timer of this.#running?.timers ?? []) clearTimeout(timer)
    this.#running?.ended.abort()
    this.#running = undefined
  }

  evaluate(at: number): void {
    this.heedClock()
    const { evaluator, samples, now, minutely } = this.#options
    evaluator.evaluate(at)
    if (now() - this.#agedAt < 60_000) return
    this.#agedAt = now()
    samples.age(now())
    evaluator.age(now())
    minutely()
  }

  async #scrapeAll(targets: readonly Target[], { changed, ended }: Running): Promise<void> {
    this.heedClock()
    const { deploys, now } = this.#options
    await Promise.all(targets.map((target) => target.scrape(ended.signal)))
    for (const { identity, view } of targets) if (view.up) deploys.see(identity, now())
    if (!ended.signal.aborted) changed('metrics')
  }

  /** Set back for longer than a moment: what is held is of a time yet to come, and would be in the way until then. */
  heedClock(): void {
    const { now, evaluator } = this.#options
    const time = now()
    if (this.#latest - time > SET_BACK_MS) {
      for (const target of this.#targets.values()) target.clear()
      evaluator.clear()
      this.#agedAt = 0
      this.#latest = time
    }
    this.#latest = Math.max(this.#latest, time)
  }
}
