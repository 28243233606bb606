// Fisher's exact test of all requests so far, looked at after every block: right for one look, and not for sixty.
import type { Block } from '../../../../observability/canary/samples.ts'
import { promoted, type Rule, rolledBack } from './rule.ts'

const ALPHA = 0.05

export const fisher: Rule = {
  name: 'Fisher, each minute',
  decide({ baseline, canary }) {
    const tallies = countsOf(canary[0]).map(() => ({
      canary: { of: 0, bad: 0 },
      baseline: { of: 0, bad: 0 },
    }))
    for (const [index, block] of canary.entries()) {
      const [ours, theirs] = [countsOf(block), countsOf(baseline[index] as Block)]
      for (const [at, tally] of tallies.entries()) {
        add(tally.canary, block.requests, ours[at])
        add(tally.baseline, (baseline[index] as Block).requests, theirs[at])
        if (chanceOfAsMany(tally.canary, tally.baseline) <= ALPHA) return rolledBack(index + 1)
      }
    }
    return promoted(canary.length)
  },
}

interface Tally {
  of: number
  bad: number
}

const countsOf = (block: Block | undefined): number[] => [
  block?.errors ?? 0,
  ...Object.values(block?.slow ?? {}),
]

function add(tally: Tally, requests: number, bad = 0): void {
  tally.of += requests
  tally.bad += bad
}

/** One-sided: how likely are as many of all bad ones in the first arm, or more, if it does not matter which arm one is in? */
export function chanceOfAsMany(one: Readonly<Tally>, other: Readonly<Tally>): number {
  const [bad, all] = [one.bad + other.bad, one.of + other.of]
  const most = Math.min(bad, one.of)
  let share = Math.exp(logWays(one.of, one.bad) + logWays(other.of, other.bad) - logWays(all, bad))
  let sum = 0
  for (let value = one.bad; value <= most && share > 0; value++) {
    sum += share
    share *= ((bad - value) * (one.of - value)) / ((value + 1) * (other.of - bad + value + 1))
  }
  return sum
}

/** Of choosing so many. */
const logWays = (all: number, chosen: number): number =>
  logFactorial(all) - logFactorial(chosen) - logFactorial(all - chosen)

const logFactorials = [0]

function logFactorial(count: number): number {
  for (let next = logFactorials.length; next <= count; next++)
    logFactorials.push((logFactorials[next - 1] as number) + Math.log(next))
  return logFactorials[count] as number
}
