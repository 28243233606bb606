// Which bets that a canary is worse, and which part of α for its failures: what each choice gains and costs.
import { type Bet, type Count, type Evidence, worse } from '../../../observability/canary/evidence.ts'
import { SHARES as CHOSEN_SHARES, neededForWorse } from '../../../observability/canary/metrics.ts'
import { POLICY_DEFAULTS } from '../../../observability/canary/policy.ts'
import type { Block, Samples } from '../../../observability/canary/samples.ts'
import { chance } from '../../../observability/test/canary/support/chance.ts'
import {
  type Outcome,
  type Scenario,
  samplesOf,
  summaryOf,
} from '../../../observability/test/canary/support/trials.ts'
import { RUNS, SEED } from './play.ts'
import { type Decision, rolledBack, undecided } from './rules/rule.ts'

const BOLD = { odds: Number.POSITIVE_INFINITY, stake: 0.95 }
const PATIENT = { odds: Number.POSITIVE_INFINITY, stake: 0.5 }
const COUNTING = { odds: 3, stake: 1 }

export interface Mixture {
  readonly name: string
  readonly begin: () => Evidence
}

export const CHOSEN = { mixture: 'chosen: 75, 10 and 15 %', share: CHOSEN_SHARES.errors } as const

export const MIXTURES: readonly Mixture[] = [
  { name: CHOSEN.mixture, begin: () => worse() },
  only('bold alone', BOLD),
  only('patient alone', PATIENT),
  only('counting alone', COUNTING),
  {
    name: 'a third each',
    begin: () => worse([BOLD, PATIENT, COUNTING].map((bet) => ({ ...bet, weight: 1 / 3 }))),
  },
  { name: 'on each failure', begin: countForm },
]

/** Of the α for being worse, what failures may use up; the guards keep theirs, and the rest is for slow requests. */
export const SHARES: readonly number[] = [0.5, 0.8, CHOSEN.share, 1]

function only(name: string, bet: Omit<Bet, 'weight'>): Mixture {
  return { name, begin: () => worse([{ ...bet, weight: 1 }]) }
}

const ODDS = [1.5, 2, 4, 10, 30]

/**
 * A bet on each failure instead of each block: that it is the canary's, at odds of so many times its share of the
 * requests. Fair only if failures come one by one.
 */
function countForm(): Evidence {
  const logs = ODDS.map(() => 0)
  return {
    add(canary, baseline) {
      const share = canary.requests / (canary.requests + baseline.requests)
      for (const [index, odds] of ODDS.entries())
        logs[index] =
          (logs[index] as number) +
          canary.bad * Math.log(odds) -
          (canary.bad + baseline.bad) * Math.log(share * odds + 1 - share)
    },
    value: () => logs.reduce((sum, log) => sum + Math.exp(log), 0) / ODDS.length,
  }
}

/**
 * By share of α, in the order of `SHARES`: of the slow requests where the scenario has them, else of the failures. Each
 * hour is played to its end; none ends in PASS.
 */
export function tried({ begin }: Mixture, scenario: Scenario, runs = RUNS): Outcome[] {
  const dice = chance(SEED)
  const isSlow = scenario.slow !== undefined
  const courses = Array.from({ length: runs }, () =>
    courseOf(begin(), samplesOf(scenario, dice), isSlow ? slowOf : failedOf),
  )
  return SHARES.map((share) =>
    summaryOf(courses.map((course) => decisionOf(course, isSlow ? leftForSlow(share) : share))),
  )
}

/** Guards keep what they have. */
const leftForSlow = (share: number): number => Math.max(0, 1 - share - CHOSEN_SHARES.guards)

const failedOf = ({ requests, errors }: Block): Count => ({ requests, bad: errors })
const slowOf = ({ requests, slow }: Block): Count => ({ requests, bad: slow?.['0.3'] ?? 0 })

function courseOf(
  evidence: Evidence,
  { baseline, canary }: Samples,
  countOf: (block: Block) => Count,
): number[] {
  return canary.map((block, index) => {
    evidence.add(countOf(block), countOf(baseline[index] as Block))
    return evidence.value()
  })
}

/** As in the judge, where all else that is looked at says nothing: evidence of 1. */
function decisionOf(course: readonly number[], share: number): Decision {
  const at = course.findIndex((value) => share * value + 1 - share >= neededForWorse(POLICY_DEFAULTS))
  return at < 0 ? undecided : rolledBack(at + 1)
}
