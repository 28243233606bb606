// How many events, and how many bad ones, a window held: what slo/compile/events.ts writes as PromQL, worked out here.

import { countedWithBirths, KNOWN_BEFORE_HOURS, type Pair } from '../../slo/compile/births.ts'
import { type Counted, isQuery, type Terms, termsOf } from '../../slo/compile/events.ts'
import type { Slo } from '../../slo/model/model.ts'
import { WINDOWS, type Window } from '../../slo/model/periods.ts'
import { compiled } from '../../slo/promql/accepts.ts'
import type { CounterTerm, Selector } from '../../slo/promql/counters.ts'
import { increase } from '../prometheus/increase.ts'
import type { Samples } from '../prometheus/samples.ts'
import type { Series } from '../prometheus/series.ts'
import { sumOf } from '../prometheus/sum.ts'

const KNOWN_BEFORE_MS = KNOWN_BEFORE_HOURS * 3_600_000

export interface Events {
  readonly errors: number
  readonly total: number
}

interface CounterTerms extends Terms {
  readonly bad: readonly CounterTerm[]
  readonly total: readonly CounterTerm[]
}

/** What is counted, or why that cannot be told without a PromQL engine. */
export function countableTerms(slo: Slo): CounterTerms | string {
  const terms = termsOf(slo)
  if (!terms) return 'it looks at the value of a query, which only a Prometheus can answer: the stack has one'
  const { bad, total, inverted } = terms
  if (isQuery(bad) || isQuery(total))
    return 'its queries do more than add and subtract counters, which only a Prometheus can: the stack has one'
  const foreign = [...bad, ...total]
    .flatMap(({ selector }) => selector.matchers)
    .find(({ op, value }) => op.includes('~') && !compiled(value))
  if (foreign)
    return `only a Prometheus can read the pattern ${JSON.stringify(foreign.value)}: the stack has one`
  return { bad, total, inverted }
}

export function selectorsOf({ bad, total }: CounterTerms): Selector[] {
  return [...bad, ...total].map(({ selector }) => selector)
}

export function eventsOver(samples: Samples, terms: CounterTerms, window: Window, now: number): Events {
  const pair = countedWithBirths(terms)
  const look = new Look(samples, WINDOWS[window] * 1_000, now)
  const { some, all } = pair
    ? look.withBirths(pair)
    : { some: look.number(terms.bad), all: look.number(terms.total) }
  return { errors: terms.inverted ? Math.max(all - some, 0) : some, total: all }
}

/** One window that ends at one instant. */
class Look {
  readonly #samples: Samples
  readonly #windowMs: number
  readonly #now: number

  constructor(samples: Samples, windowMs: number, now: number) {
    this.#samples = samples
    this.#windowMs = windowMs
    this.#now = now
  }

  number(terms: Counted & readonly CounterTerm[]): number {
    return terms.reduce((sum, { sign, selector }) => sum + sign * this.#grown(selector), 0)
  }

  /** Where new series can be told from changed ones, they have counted all that they show. */
  withBirths({ one, total, within, inverted }: Pair): { some: number; all: number } {
    const [newInOne, newInTotal] = [this.#newborn(one), this.#newborn(total)]
    const alone =
      within && !inverted
        ? newInOne.size > 0 && newInTotal.size > 0 && newInTotal.size <= newInOne.size
        : inverted
          ? newInTotal.size > 0 && newInOne.size === 0
          : newInOne.size > 0 && newInTotal.size === 0
    const began = this.#now - this.#windowMs
    const told = alone && this.#samples.select(total).some((series) => series.isThereAt(began))
    const counted = (selector: Selector, born: ReadonlySet<Series>) =>
      this.#grown(selector, told ? born : NONE)
    return {
      some: inverted ? this.#grown(one) : counted(one, newInOne),
      all: within ? counted(total, newInTotal) : this.#grown(total),
    }
  }

  #newborn(selector: Selector): Set<Series> {
    const began = this.#now - this.#windowMs
    return new Set(
      this.#samples
        .select(selector)
        .filter(
          (series) =>
            series.isThereAt(this.#now) &&
            !series.isThereAt(began) &&
            !series.isThereAt(this.#now - KNOWN_BEFORE_MS),
        ),
    )
  }

  #grown(selector: Selector, born: ReadonlySet<Series> = NONE): number {
    const parts = this.#samples
      .select(selector)
      .map((series) =>
        born.has(series) ? series.valueAt(this.#now) : increase(series, this.#now, this.#windowMs),
      )
    return sumOf(parts) ?? 0
  }
}

const NONE: ReadonlySet<Series> = new Set()
