// Many canaries, each made by chance, and what became of them.
import { type Answer, judge, type Verdict } from '../../../canary/judge.ts'
import { POLICY_DEFAULTS, type Policy } from '../../../canary/policy.ts'
import type { Block, Samples } from '../../../canary/samples.ts'
import { type Chance, chance } from './chance.ts'

export interface Scenario {
  /** Requests a block, of baseline and canary. */
  readonly requests: readonly [number, number]
  /** Shares that fail. */
  readonly errors: readonly [number, number]
  /** Shares that take longer than 0.3 s; latency is judged where they are given. */
  readonly slow?: readonly [number, number]
  /** Each minute of each arm fails more or less often as a whole. */
  readonly disturbed?: boolean
  readonly policy?: Partial<Policy>
}

export interface Outcome {
  readonly shares: Readonly<Record<Answer, number>>
  /** Blocks until the answer, of half of them; Infinity if half never got one. */
  readonly median: number
}

const BLOCKS = 60

export const policyOf = ({ slow, policy }: Pick<Scenario, 'slow' | 'policy'>): Policy => ({
  ...POLICY_DEFAULTS,
  ...(slow && { latency: { '0.3': 0.99 } }),
  ...policy,
})

export function outcomeOf(scenario: Scenario, runs: number, seed: number): Outcome {
  const policy = policyOf(scenario)
  const dice = chance(seed)
  return summaryOf(Array.from({ length: runs }, () => judge(samplesOf(scenario, dice), policy)))
}

export function summaryOf(verdicts: readonly Pick<Verdict, 'verdict' | 'decided_at_block'>[]): Outcome {
  const share = (answer: Answer) =>
    verdicts.filter(({ verdict }) => verdict === answer).length / verdicts.length
  const blocks = verdicts
    .map(({ decided_at_block }) => decided_at_block ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b)
  return {
    shares: { PASS: share('PASS'), FAIL: share('FAIL'), INCONCLUSIVE: share('INCONCLUSIVE') },
    median: blocks[Math.floor(verdicts.length / 2)] as number,
  }
}

export function samplesOf(scenario: Scenario, dice: Chance, blocks = BLOCKS): Samples {
  const arm = (which: 0 | 1): Block[] => Array.from({ length: blocks }, () => blockOf(scenario, which, dice))
  return { interval_s: 60, baseline: arm(0), canary: arm(1) }
}

function blockOf({ requests, errors, slow, disturbed }: Scenario, arm: 0 | 1, dice: Chance): Block {
  const times = disturbed ? dice.disturbance() : 1
  const count = (share: number) => dice.binomial(requests[arm], Math.min(1, share * times))
  return {
    requests: requests[arm],
    errors: count(errors[arm]),
    ...(slow && { slow: { '0.3': count(slow[arm]) } }),
  }
}
