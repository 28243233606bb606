// What the console says of objectives is what a Prometheus says that evaluates their rules over the same samples: each
// recorded series and each alert, at each evaluation, or one in five of days. ci/long has longer histories, and a Prometheus
// that scrapes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ALERTS } from '../../slo/alerts.ts'
import { chanceHistory } from './equality/chance-history.ts'
import { dayOfTrouble, JITTER_MS } from './equality/day-of-trouble.ts'
import { areEqual } from './equality/equal.ts'
import { quietHours, STEP_MS } from './equality/quiet-hours.ts'
import { modelOf, selectorsIn } from './equality/specs.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe('the console and Prometheus agree on every recorded value and every alert', () => {
  it('through three hours in which everything happens to a service', (t) => {
    const model = modelOf('stamped-standard.yaml')
    const history = dayOfTrouble({ seed: 1, service: 'acme-orders', minutes: 200, scrapeMs: 15_000 })
    const compared = areEqual(t, model, history, {
      gridMs: JITTER_MS,
      stepMs: 30_000,
      untilMs: 200 * MINUTE,
    })
    const fired = Object.values(ALERTS).filter(({ name }) => compared?.fired.has(name) ?? true)
    assert.deepEqual(fired, Object.values(ALERTS))
  })

  it('through two hours in which single events decide', (t) => {
    const history = quietHours({ seed: 1, service: 'acme-orders', minutes: 120 })
    const grid = { gridMs: 1_000, stepMs: STEP_MS, untilMs: 120 * MINUTE }
    areEqual(t, modelOf('stamped-standard.yaml'), history, grid)
  })

  for (const [index, name] of [
    'stamped-routes.yaml',
    'sloth-http-availability.yaml',
    'openslo-sum-of-counters.yaml',
    'openslo-subtracted-bucket.yaml',
    'openslo-bare-counters.yaml',
  ].entries()) {
    it(`through two hours of ${name}, whatever chance makes of its counters`, (t) => {
      const model = modelOf(name)
      const grid = { gridMs: 5_000, stepMs: 30_000, untilMs: 120 * MINUTE }
      const history = chanceHistory(selectorsIn(model), { ...grid, seed: index, scrapeMs: 15_000 })
      areEqual(t, model, history, grid)
    })
  }

  it('through eight days of a budget of seven', (t) => {
    const model = modelOf('openslo-one-week.yaml')
    const grid = { gridMs: MINUTE, stepMs: 5 * MINUTE, untilMs: 8 * DAY, every: 5 }
    areEqual(t, model, chanceHistory(selectorsIn(model), { ...grid, seed: 7, scrapeMs: 4 * MINUTE }), grid)
  })
})
