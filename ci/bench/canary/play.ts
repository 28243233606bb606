// Every rule is played the same samples.
import { judge } from '../../../observability/canary/judge.ts'
import type { Samples } from '../../../observability/canary/samples.ts'
import { chance } from '../../../observability/test/canary/support/chance.ts'
import {
  type Outcome,
  policyOf,
  type Scenario,
  samplesOf,
  summaryOf,
} from '../../../observability/test/canary/support/trials.ts'
import { argo } from './rules/argo.ts'
import { fisher } from './rules/fisher.ts'
import { flagger } from './rules/flagger.ts'
import { kayenta } from './rules/kayenta.ts'
import type { Decision, Rule } from './rules/rule.ts'

export const RUNS = 1_000
export const SEED = 20_261_126

const OURS = 'paved-road'

const PEERS: readonly Rule[] = [
  // The numbers of https://docs.flagger.app/tutorials/istio-progressive-delivery; and as many checks as an hour has room for.
  flagger('Flagger', { iterations: 10 }),
  flagger('Flagger, an hour', { iterations: 56 }),
  argo,
  kayenta('Kayenta', 60),
  kayenta('Kayenta, each 10 min', 10),
  fisher,
]

export const RULES: readonly string[] = [OURS, ...PEERS.map(({ name }) => name)]

/** By rule, in the order of `RULES`. */
export function play(scenario: Scenario, runs = RUNS): Outcome[] {
  const policy = policyOf(scenario)
  const rules = [{ name: OURS, decide: (samples: Samples) => judge(samples, policy) }, ...PEERS]
  const dice = chance(SEED)
  const decisions: Decision[][] = rules.map(() => [])
  for (let run = 0; run < runs; run++) {
    const samples = samplesOf(scenario, dice)
    for (const [index, rule] of rules.entries()) decisions[index]?.push(rule.decide(samples))
  }
  return decisions.map(summaryOf)
}
