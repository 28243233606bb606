// As observability/test/console/equality.test.ts, for every spec that the console can evaluate, other chances, and budgets
// of months.
import { test } from 'node:test'
import { chanceHistory } from '../../observability/test/console/equality/chance-history.ts'
import { dayOfTrouble, JITTER_MS } from '../../observability/test/console/equality/day-of-trouble.ts'
import { areEqual } from '../../observability/test/console/equality/equal.ts'
import { countableSpecs, modelOf, selectorsIn } from '../../observability/test/console/equality/specs.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

for (const seed of [2, 3, 4]) {
  test(`hours in which everything happens to a service, chance ${seed}`, (t) => {
    const history = dayOfTrouble({ seed, service: 'acme-orders', minutes: 300, scrapeMs: 15_000 })
    const grid = { gridMs: JITTER_MS, stepMs: 15_000, untilMs: 300 * MINUTE }
    areEqual(t, modelOf('stamped-standard.yaml'), history, grid)
  })
}

for (const [index, name] of countableSpecs().entries()) {
  test(`four hours of ${name}`, (t) => {
    const model = modelOf(name)
    const grid = { gridMs: 5_000, stepMs: 60_000, untilMs: 240 * MINUTE }
    areEqual(
      t,
      model,
      chanceHistory(selectorsIn(model), { ...grid, seed: 100 + index, scrapeMs: 15_000 }),
      grid,
    )
  })
}

for (const [name, days, every] of [
  ['stamped-standard.yaml', 33, 1],
  ['stamped-routes.yaml', 31, 7],
  ['openslo-quarter.yaml', 62, 11],
] as const) {
  test(`${days} days of ${name}`, (t) => {
    const model = modelOf(name)
    const grid = { gridMs: MINUTE, stepMs: 5 * MINUTE, untilMs: days * DAY, every }
    areEqual(t, model, chanceHistory(selectorsIn(model), { ...grid, seed: days, scrapeMs: 4 * MINUTE }), grid)
  })
}
