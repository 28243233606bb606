// Counters that chance moves, for whatever series the queries of a spec ask for: they rise at one pace after another,
// come late, restart, and are sometimes out of reach.

import type { Labels } from '../../../console/prometheus/parse.ts'
import { accepts } from '../../../slo/promql/accepts.ts'
import type { Selector } from '../../../slo/promql/counters.ts'
import { labelSets } from '../../../slo/tests/feed/labels.ts'
import { type Chance, chance } from '../../canary/support/chance.ts'
import { History } from './history.ts'
import type { Grid } from './promtool.ts'
import { PlayedService } from './service.ts'

const INSTANCES = ['10.0.0.1:9000', '10.0.0.2:9000']
const SETS_A_SELECTOR = 4
const PACES = [0, 0, 0.02, 1, 30]

interface Counter {
  readonly name: string
  readonly labels: Labels
  readonly bornAtMs: number
  pace: number
}

export interface Play extends Grid {
  readonly seed: number
  readonly scrapeMs: number
}

export function chanceHistory(selectors: readonly Selector[], play: Play): History {
  const { seed, scrapeMs, untilMs, gridMs } = play
  const history = new History()
  for (const [index, instance] of INSTANCES.entries()) {
    const luck = chance(seed * INSTANCES.length + index)
    const service = new PlayedService(instance, {})
    const counters = countersFor(selectors, luck, untilMs)
    let outUntil = 0
    for (let at = index * gridMs; at <= untilMs; at += scrapeMs) {
      const hours = scrapeMs / 3_600_000
      if (luck.uniform() < hours / 2) service.restart()
      for (const counter of counters) {
        if (luck.uniform() < 3 * hours) counter.pace = PACES[Math.floor(luck.uniform() * PACES.length)] ?? 0
        if (at < counter.bornAtMs) continue
        const by = Math.round((luck.uniform() * 2 * counter.pace * scrapeMs) / 1_000)
        service.count(counter.name, counter.labels, by)
      }
      if (at >= outUntil && luck.uniform() < hours / 2) outUntil = at + luck.uniform() * 1_200_000
      if (at >= outUntil) history.scrape(at, service)
      else if (luck.uniform() < 0.5) history.fail(at, instance)
    }
  }
  return history
}

function countersFor(selectors: readonly Selector[], luck: Chance, untilMs: number): Counter[] {
  const byKey = new Map<string, Counter>()
  for (const { metric, matchers } of selectors) {
    const fitting = labelSets(matchers).filter((labels) =>
      matchers.every((matcher) => accepts(matcher, labels[matcher.label] ?? '')),
    )
    for (const labels of fitting.slice(0, SETS_A_SELECTOR)) {
      const { job: _, instance: __, ...own } = labels
      const bornAtMs = luck.uniform() < 0.4 ? luck.uniform() * untilMs : 0
      byKey.set(JSON.stringify([metric, own]), {
        name: metric,
        labels: own,
        bornAtMs,
        pace: luck.uniform() * 3,
      })
    }
  }
  return [...byKey.values()]
}
