// Services as the overview shows them.
import { groupBy } from '../../group-by.ts'
import type { RedView } from '../contract.ts'
import type { WatchedService } from '../engine/parts.ts'
import { edgesOf, RedOverTime, stepFor } from '../prometheus/red-over-time.ts'
import type { Samples } from '../prometheus/samples.ts'
import type { Target } from '../prometheus/target.ts'
import type { Evaluator } from './evaluator.ts'
import type { Scraping } from './scraping.ts'
import { budgetView } from './views.ts'

const MINUTE_MS = 60_000
const WINDOW_MINUTES = 5
/** Of the small picture. */
const RATE_MINUTES = 15

export interface PictureOptions {
  readonly samples: Samples
  readonly evaluator: Evaluator
  readonly scraping: Scraping
  readonly scrapeMs: number
  readonly now: () => number
}

export class ServicePictures {
  readonly #options: PictureOptions

  constructor(options: PictureOptions) {
    this.#options = options
  }

  /** Of the last five minutes, or since the first scrape of any. */
  get windowSeconds(): number {
    const { scraping, now } = this.#options
    const since = Math.min(...[...scraping.targets].map((target) => target.since ?? now()), now())
    return Math.min(WINDOW_MINUTES * 60, Math.max(1, Math.round((now() - since) / 1_000)))
  }

  services(): WatchedService[] {
    const { scraping, evaluator } = this.#options
    const targets = groupBy(scraping.targets, ({ service }) => service)
    const names = new Set([...targets.keys(), ...[...evaluator.services].map(({ service }) => service.name)])
    return [...names].sort().map((name) => this.#service(name, targets.get(name) ?? []))
  }

  red(service: string, minutes: number): RedView | undefined {
    const { scrapeMs, now } = this.#options
    const targets = this.#targetsOf(service)
    if (targets.length === 0) return undefined
    const lengthMs = minutes * MINUTE_MS
    const edges = edgesOf(now(), lengthMs, stepFor(lengthMs, scrapeMs))
    return this.#pictured(service, edges).view(service, sinceOf(targets))
  }

  #service(name: string, targets: readonly Target[]): WatchedService {
    const { evaluator, now } = this.#options
    const versions = targets.flatMap(({ identity }) => [...identity.versions.keys()])
    const window = [now() - WINDOW_MINUTES * MINUTE_MS, now()]
    const recent = this.#pictured(name, window)
    const minutes = this.#pictured(name, edgesOf(now(), RATE_MINUTES * MINUTE_MS, MINUTE_MS))
    const objectives = [...evaluator.services].find(({ service }) => service.name === name)?.objectives ?? []
    return {
      name,
      versions: [...new Set(versions)].sort(),
      environment: targets.find(({ identity }) => identity.environment)?.identity.environment ?? null,
      targets: targets.map(({ view }) => view),
      red: recent.total(sinceOf(targets)),
      rates: minutes.rates(),
      budgets: objectives.map((objective) => budgetView(objective, evaluator.evaluatedAt ?? now())),
      firing: [...evaluator.alerts.active].filter(
        ({ rule, state }) => state === 'firing' && rule.labels.service === name,
      ).length,
    }
  }

  #pictured(service: string, edges: readonly number[]): RedOverTime {
    const { samples, now } = this.#options
    return new RedOverTime(samples, service, { edges, now: now() })
  }

  #targetsOf(service: string): Target[] {
    return [...this.#options.scraping.targets].filter((target) => target.service === service)
  }
}

function sinceOf(targets: readonly Target[]): number {
  return Math.min(...targets.map(({ since }) => since ?? Number.POSITIVE_INFINITY))
}
