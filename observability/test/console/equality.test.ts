// What the console says of objectives is what a Prometheus says that evaluates their rules over the same samples: each
// recorded series and each alert, at each evaluation. ci/long has longer histories, and a Prometheus that scrapes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSpecs } from '../../slo/spec/index.ts'
import { readCorpus } from '../slo/rules/promtool.ts'
import { dayOfTrouble } from './equality/day-of-trouble.ts'
import { areEqual } from './equality/equal.ts'

const modelOf = (name: string) => readSpecs([{ path: name, text: readCorpus(name) }], {}).model

describe('the console and Prometheus agree on every recorded value and every alert', () => {
  it('through three hours in which everything happens to a service', (t) => {
    const model = modelOf('stamped-standard.yaml')
    const history = dayOfTrouble({ seed: 1, service: 'acme-orders', minutes: 200, scrapeMs: 15_000 })
    const compared = areEqual(t, model, history, { gridMs: 100, stepMs: 15_000, untilMs: 200 * 60_000 })
    if (compared) assert.ok(compared.firing > 500 && compared.pending > 100, JSON.stringify(compared))
  })
})
