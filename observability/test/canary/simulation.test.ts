// How often the judge is wrong, and how soon it is right, over many canaries of known kinds. Seeds are fixed.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Outcome, outcomeOf, type Scenario } from './support/trials.ts'

const RUNS = 1_000
const SEED = 20_261_126
const ALPHA = 0.05

const tried = (scenario: Scenario): Outcome => outcomeOf(scenario, RUNS, SEED)
const busy = (errors: [number, number]): Scenario => ({ requests: [600, 600], errors })
const quiet = (errors: [number, number]): Scenario => ({ requests: [60, 60], errors })

describe('a canary that is no worse', () => {
  const scenarios: Record<string, Scenario> = {
    'of 60 requests a minute, of which 0.8 % fail': quiet([0.008, 0.008]),
    'of 600 requests a minute, of which 0.1 % fail': busy([0.001, 0.001]),
    'of 600 requests a minute, of which 0.8 % fail': busy([0.008, 0.008]),
    'with latency judged as well': { ...busy([0.001, 0.001]), slow: [0.02, 0.02] },
    'with a twentieth of the traffic': { requests: [1_140, 60], errors: [0.008, 0.008] },
    'with nineteen times the traffic': { requests: [60, 1_140], errors: [0.008, 0.008] },
    'when both burn their budget': busy([0.05, 0.05]),
    'that is better': busy([0.008, 0.004]),
  }
  for (const [what, scenario] of Object.entries(scenarios)) {
    for (const disturbed of [false, true])
      it(`is rolled back in 5 % of cases at most: ${what}${disturbed ? ', in minutes that are disturbed' : ''}`, (t) => {
        const { shares } = tried({ ...scenario, disturbed })
        t.diagnostic(`${shares.FAIL}`)
        assert.ok(shares.FAIL <= ALPHA, `${shares.FAIL}`)
      })
  }

  it('passes in 95 % of cases at 600 requests a minute, of which 0.8 % fail', () => {
    assert.ok(tried(busy([0.008, 0.008])).shares.PASS >= 0.95)
  })

  it('passes without a failure at 60 requests a minute, within the hour', () => {
    assert.equal(tried(quiet([0, 0])).shares.PASS, 1)
  })
})

describe('a canary that is worse', () => {
  const cases: { what: string; scenario: Scenario; found: number; median: number }[] = [
    { what: '0.1 to 1 % of 60 requests a minute', scenario: quiet([0.001, 0.01]), found: 0.95, median: 13 },
    {
      what: '0.05 to 0.5 % of 60 requests a minute',
      scenario: quiet([0.0005, 0.005]),
      found: 0.8,
      median: 22,
    },
    {
      what: '0.1 to 1 % of 60 requests a minute, latency judged as well',
      scenario: { ...quiet([0.001, 0.01]), slow: [0.005, 0.005] },
      found: 0.95,
      median: 14,
    },
    {
      what: '0.05 to 0.5 % of 60 requests a minute, latency judged as well',
      scenario: { ...quiet([0.0005, 0.005]), slow: [0.005, 0.005] },
      found: 0.8,
      median: 24,
    },
    {
      what: '1 to 10 % slow of 600 requests a minute',
      scenario: { ...busy([0.0005, 0.0005]), slow: [0.01, 0.1] },
      found: 0.95,
      median: 11,
    },
    {
      what: '1 to 10 % slow of 600 requests a minute, in minutes that are disturbed',
      scenario: { ...busy([0.0005, 0.0005]), slow: [0.01, 0.1], disturbed: true },
      found: 0.95,
      median: 11,
    },
    {
      what: '0.1 to 1 % of 60 requests a minute, beside nineteen times as many',
      scenario: { requests: [1_140, 60], errors: [0.001, 0.01] },
      found: 0.95,
      median: 14,
    },
    {
      what: '0.05 to 0.5 % of 60 requests a minute, beside nineteen times as many',
      scenario: { requests: [1_140, 60], errors: [0.0005, 0.005] },
      found: 0.8,
      median: 24,
    },
    { what: 'half of 600 requests a minute', scenario: busy([0.0005, 0.5]), found: 1, median: 4 },
  ]
  for (const { what, scenario, found, median } of cases)
    it(`is rolled back in ${found * 100} % of cases, half of them by minute ${median}: ${what}`, (t) => {
      const outcome = tried(scenario)
      t.diagnostic(`${outcome.shares.FAIL}, minute ${outcome.median}`)
      assert.ok(outcome.shares.FAIL >= found, `${outcome.shares.FAIL}`)
      assert.ok(outcome.median <= median, `${outcome.median}`)
    })

  for (const [what, requests] of Object.entries({ even: [600, 600], uneven: [1_140, 60] } as const))
    for (const disturbed of [false, true])
      it(`passes in 5 % of cases at most when it fails twice as often: ${what} traffic${disturbed ? ', disturbed' : ''}`, () => {
        assert.ok(tried({ requests, errors: [0.008, 0.016], disturbed }).shares.PASS <= ALPHA)
      })

  it('passes in 5 % of cases at most when it fails just as often as its budget allows, beside one that never fails', () => {
    assert.ok(tried(busy([0, 0.001])).shares.PASS <= ALPHA)
  })
})
