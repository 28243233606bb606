// One objective, evaluated: the rules that slo/compile/recording.ts and burn-alerts.ts write, without PromQL.
import { burnAlerts } from '../../slo/compile/burn-alerts.ts'
import { queryAbsent } from '../../slo/compile/platform-alerts.ts'
import type { Service, Slo } from '../../slo/model/model.ts'
import { PERIODS } from '../../slo/model/periods.ts'
import { LEAST_BAD_EVENTS } from '../../slo/model/platform.ts'
import { BASE_WINDOWS, longSpans, PARTS, type Span } from '../../slo/model/spans.ts'
import { allowedShare, type Tier, threshold } from '../../slo/model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../../slo/names.ts'
import { selector } from '../../slo/promql/build.ts'
import type { Selector } from '../../slo/promql/counters.ts'
import type { Room } from '../prometheus/column.ts'
import type { Labels } from '../prometheus/parse.ts'
import type { Samples } from '../prometheus/samples.ts'
import type { AlertRule, Found } from './alerts.ts'
import { countableTerms, eventsOver, selectorsOf } from './counted.ts'
import { Recorded } from './recorded.ts'
import { round } from './round.ts'

/** For a picture: nobody else looks back at these. */
export const HISTORY_MS = 6 * 3_600_000

export interface ObjectiveOptions {
  readonly slo: Slo
  readonly service: Service
  readonly samples: Samples
  readonly room: Room
  /** The same before it was said anew: what it recorded is taken over. */
  readonly past?: Objective | undefined
}

export class Objective {
  readonly slo: Slo
  readonly recorded: Recorded
  readonly unevaluated: string | undefined
  readonly alerts: readonly AlertRule[]
  /** When events of it were first counted. */
  since: number | undefined
  readonly #terms: Exclude<ReturnType<typeof countableTerms>, string> | undefined
  readonly #samples: Samples

  constructor({ slo, service, samples, room, past }: ObjectiveOptions) {
    const terms = countableTerms(slo)
    this.slo = slo
    this.#samples = samples
    this.#terms = typeof terms === 'string' ? undefined : terms
    this.unevaluated = typeof terms === 'string' ? terms : undefined
    this.recorded = past?.recorded ?? new Recorded(lookedBack(slo), room)
    this.since = past?.since
    const rules = burnAlerts(slo, service)
    this.alerts = this.#terms
      ? [
          ...slo.tiers.map(
            (tier, index): AlertRule => ({
              rule: rules[index] as AlertRule['rule'],
              find: (now) => this.#burning(tier, now),
            }),
          ),
          ...queryAbsent(slo, service).map((rule) => ({ rule, find: (now: number) => this.#absent(now) })),
        ]
      : []
  }

  /** Why there is no budget to show. */
  get whyNot(): string | undefined {
    if (this.recorded.hasHoles)
      return 'there was no memory left to record all of it: start the console anew with fewer objectives'
    return this.unevaluated ?? (this.since === undefined ? this.#nothingSeen() : undefined)
  }

  #nothingSeen(): string {
    const all =
      this.#terms?.total.map(({ selector: { metric, matchers } }) => selector(metric, matchers)) ?? []
    return `nothing that was scraped fits ${all.join(' or ')}`
  }

  get metrics(): readonly string[] {
    return this.#terms ? selectorsOf(this.#terms).map(({ metric }) => metric) : []
  }

  /** Records all series for that instant. Alerts may be asked then. */
  evaluate(now: number): void {
    const terms = this.#terms
    if (!terms || !this.recorded.begin(now)) return
    if (this.since === undefined && !this.#isSilent(now)) this.since = now
    for (const window of BASE_WINDOWS) {
      const { errors, total } = eventsOver(this.#samples, terms, window, now)
      this.recorded.record(errorsOver(window), errors)
      this.recorded.record(totalOver(window), total)
    }
    for (const span of longSpans(this.slo.period)) {
      const { count, of, seconds } = PARTS[span]
      for (const name of [errorsOver, totalOver]) {
        const parts = Array.from(
          { length: count },
          (_, index) => this.recorded.at(name(of), now - index * seconds * 1_000) ?? 0,
        )
        this.recorded.record(
          name(span),
          parts.reduce((sum, part) => sum + part, 0),
        )
      }
    }
    this.#derive(now)
  }

  clear(): void {
    this.recorded.clear()
    this.since = undefined
  }

  eventsOver(span: Span, now: number): { errors: number; total: number } {
    return {
      errors: this.recorded.at(errorsOver(span), now) ?? 0,
      total: this.recorded.at(totalOver(span), now) ?? 0,
    }
  }

  burn(span: Span, now: number): number {
    const { errors, total } = this.eventsOver(span, now)
    return (total > 0 ? errors / total : 0) / allowedShare(this.slo.objective)
  }

  #derive(now: number): void {
    const { objective, period } = this.slo
    const left = 1 - this.burn(period, now)
    const burn = this.burn('1h', now)
    this.recorded.record(SERIES.objective, objective)
    this.recorded.record(SERIES.budgetLeft, left)
    this.recorded.record(SERIES.burnRate, burn)
    if (burn > 0) this.recorded.record(SERIES.exhaustion, (Math.max(left, 0) * PERIODS[period]) / burn)
  }

  #burning(tier: Tier, now: number): Found[] {
    const limit = threshold(tier, this.slo.objective)
    const [long, short] = [this.eventsOver(tier.long, now), this.eventsOver(tier.short, now)]
    const burns =
      long.errors > limit * long.total &&
      short.errors > limit * short.total &&
      round(long.errors) >= LEAST_BAD_EVENTS
    return burns ? [{ labels: {}, value: long.errors }] : []
  }

  #absent(now: number): Found[] {
    const [first] = this.#terms?.total ?? []
    return first && this.#isSilent(now) ? [{ labels: labelsOfAbsent(first.selector), value: 1 }] : []
  }

  /** No series of the total is there. */
  #isSilent(now: number): boolean {
    const total = this.#terms?.total ?? []
    return total.every(({ selector }) => !this.#samples.select(selector).some((each) => each.isThereAt(now)))
  }
}

/** `absent()` says which labels it asked for, where it asked for one value of them. */
function labelsOfAbsent({ matchers }: Selector): Labels {
  const asked = matchers.filter(
    ({ label, op }) => op === '=' && matchers.filter((other) => other.label === label).length === 1,
  )
  return Object.fromEntries(asked.map(({ label, value }) => [label, value]))
}

function lookedBack({ period }: Slo): Map<string, number> {
  const kept = new Map<string, number>()
  const keep = (name: string, ms: number) => kept.set(name, Math.max(kept.get(name) ?? 0, ms))
  for (const name of [errorsOver, totalOver]) {
    for (const window of BASE_WINDOWS) keep(name(window), 0)
    for (const span of longSpans(period)) {
      const { count, of, seconds } = PARTS[span]
      keep(name(span), 0)
      keep(name(of), (count - 1) * seconds * 1_000)
    }
    keep(name('5m'), HISTORY_MS)
  }
  for (const name of Object.values(SERIES)) keep(name, name === SERIES.budgetLeft ? HISTORY_MS : 0)
  return kept
}
