// The bets against an independent reckoning in whole fractions: every way to thin an arm is gone through one by one.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { above, below, type Count, type Evidence, notInferior, worse } from '../../canary/evidence.ts'
import { chance } from './support/chance.ts'
import {
  type Fraction,
  fraction,
  minus,
  one,
  over,
  plus,
  power,
  times,
  toNumber,
  zero,
} from './support/fraction.ts'

type Block = readonly [canary: Count, baseline: Count]

const dice = chance(7)
const arm = (most: number): Count => {
  const requests = 1 + Math.floor(dice.uniform() * most)
  return { requests, bad: dice.binomial(requests, dice.uniform() * 0.6) }
}
const courses: Block[][] = Array.from({ length: 40 }, () =>
  Array.from({ length: 12 }, () => [arm(9), arm(9)]),
)

function grownOver(course: readonly Block[], evidence: Evidence): number {
  for (const [canary, baseline] of course) evidence.add(canary, baseline)
  return evidence.value()
}

function assertClose(actual: number, expected: Fraction): void {
  const wanted = toNumber(expected)
  assert.ok(Math.abs(actual - wanted) <= 1e-9 * Math.max(1e-6, wanted), `${actual} is not ${wanted}`)
}

/** All ways to draw `picked` of `all`, of which `marked` are marked: how often each number of marked comes out. */
function draws(marked: number, all: number, picked: number): Map<number, Fraction> {
  if (picked === 0) return new Map([[0, one]])
  const outcomes = new Map<number, Fraction>()
  for (const [got, share] of [
    [1, fraction(marked, all)],
    [0, fraction(all - marked, all)],
  ] as const) {
    if (share.numerator === 0n) continue
    for (const [more, part] of draws(marked - got, all - 1, picked - 1))
      outcomes.set(got + more, plus(outcomes.get(got + more) ?? zero, times(share, part)))
  }
  return outcomes
}

/** Each is kept, or is not, by itself. */
function keeps(count: number, share: Fraction): Map<number, Fraction> {
  if (count === 0) return new Map([[0, one]])
  const outcomes = new Map<number, Fraction>()
  for (const [fewer, part] of keeps(count - 1, share)) {
    outcomes.set(fewer + 1, plus(outcomes.get(fewer + 1) ?? zero, times(part, share)))
    outcomes.set(fewer, plus(outcomes.get(fewer) ?? zero, times(part, minus(one, share))))
  }
  return outcomes
}

const thinned = ({ requests, bad }: Count, other: Count) =>
  draws(bad, requests, Math.min(requests, other.requests))

/** tanh(½ · ln(odds) · by). */
function tilt(odds: number | 'sign', by: number): Fraction {
  if (odds === 'sign' || by === 0) return fraction(Math.sign(by), 1)
  const grown = power(fraction(odds, 1), by)
  return over(minus(grown, one), plus(grown, one))
}

type Bet = readonly [odds: number | 'sign', stake: Fraction, weight: Fraction]

function wagered(
  course: readonly Block[],
  bets: readonly Bet[],
  keep: (block: Block) => [number, Fraction][],
): Fraction {
  return bets.reduce((sum, [odds, stake, weight]) => {
    const stakeLeft = course.reduce((left, block) => {
      const mean = keep(block).reduce((total, [by, share]) => plus(total, times(share, tilt(odds, by))), zero)
      return times(left, plus(one, times(stake, mean)))
    }, one)
    return plus(sum, times(weight, stakeLeft))
  }, zero)
}

function differences(more: Map<number, Fraction>, less: Map<number, Fraction>): [number, Fraction][] {
  return [...more].flatMap(([a, p]) => [...less].map(([b, q]): [number, Fraction] => [a - b, times(p, q)]))
}

describe('evidence', () => {
  it('that the canary is worse is what fractions say', () => {
    const bets: Bet[] = [
      ['sign', fraction(95, 100), fraction(75, 100)],
      ['sign', fraction(1, 2), fraction(1, 10)],
      [3, one, fraction(15, 100)],
    ]
    for (const course of courses) {
      const exact = wagered(course, bets, ([canary, baseline]) =>
        differences(thinned(canary, baseline), thinned(baseline, canary)),
      )
      assertClose(grownOver(course, worse()), exact)
    }
  })

  it('that it is not worse by a margin is what fractions say', () => {
    const bets: Bet[] = [
      [2, one, fraction(1, 2)],
      ['sign', fraction(1, 2), fraction(1, 2)],
    ]
    for (const course of courses) {
      const exact = wagered(course, bets, ([canary, baseline]) => {
        const kept = new Map<number, Fraction>()
        for (const [count, share] of thinned(canary, baseline))
          for (const [left, part] of keeps(count, fraction(1, 2)))
            kept.set(left, plus(kept.get(left) ?? zero, times(share, part)))
        return differences(thinned(baseline, canary), kept)
      })
      assertClose(grownOver(course, notInferior(2)), exact)
    }
  })

  it('that a rate is below a limit is what fractions say', () => {
    const limit = fraction(1, 20)
    for (const course of courses) {
      const exact = [
        [zero, fraction(8, 10)],
        [fraction(1, 4), fraction(1, 10)],
        [fraction(1, 2), fraction(1, 10)],
      ].reduce((sum, [factor = zero, weight = zero]) => {
        const left = course.reduce((stake, [{ requests, bad }]) => {
          const disturbed = times(times(fraction(requests, 2), limit), minus(one, factor))
          return times(times(stake, power(factor, bad)), power(plus(one, disturbed), 2))
        }, weight)
        return plus(sum, left)
      }, zero)
      assertClose(grownOver(course, below(0.05, 'canary')), exact)
    }
  })

  it('that a rate is above a limit is what fractions say', () => {
    const limit = fraction(1, 20)
    for (const course of courses) {
      const exact = [
        [fraction(9, 10), fraction(7, 10)],
        [fraction(2, 10), fraction(3, 10)],
      ].reduce((sum, [stake = zero, weight = zero]) => {
        const left = course.reduce((money, [{ requests, bad }]) => {
          const excess = minus(over(fraction(bad, requests), limit), one)
          return times(money, plus(one, times(stake, excess)))
        }, weight)
        return plus(sum, left)
      }, zero)
      assertClose(grownOver(course, above(0.05)), exact)
    }
  })
})

/** What a stake is after one block on average, over all that two arms with these shares may do. */
function expected(
  make: () => Evidence,
  requests: readonly [number, number],
  shares: readonly [number, number],
): number {
  let sum = 0
  for (let x = 0; x <= requests[0]; x++)
    for (let y = 0; y <= requests[1]; y++) {
      const evidence = make()
      evidence.add({ requests: requests[0], bad: x }, { requests: requests[1], bad: y })
      sum += likelihood(requests[0], x, shares[0]) * likelihood(requests[1], y, shares[1]) * evidence.value()
    }
  return sum
}

function likelihood(count: number, hits: number, share: number): number {
  let ways = 1
  for (let at = 0; at < hits; at++) ways = (ways * (count - at)) / (at + 1)
  return ways * share ** hits * (1 - share) ** (count - hits)
}

describe('a bet against what is true', () => {
  const traffics = [
    [12, 12],
    [5, 17],
    [17, 5],
  ] as const

  it('wins nothing on average when both versions are the same, however uneven the traffic', () => {
    for (const traffic of traffics)
      for (const share of [0.02, 0.3, 0.9])
        assert.ok(Math.abs(expected(worse, traffic, [share, share]) - 1) < 1e-9)
  })

  it('wins nothing on average when a whole minute of either is disturbed', () => {
    for (const traffic of traffics) {
      const [calm, wild] = [0.05, 0.6]
      const [one, other] = [expected(worse, traffic, [calm, wild]), expected(worse, traffic, [wild, calm])]
      assert.ok(Math.abs((one + other) / 2 - 1) < 1e-9, `${one} ${other}`)
    }
  })

  it('wins nothing on average when the canary fails as often as the margin allows, and loses when it does more', () => {
    for (const traffic of traffics)
      for (const share of [0.02, 0.3]) {
        assert.ok(Math.abs(expected(() => notInferior(2), traffic, [2 * share, share]) - 1) < 1e-9)
        assert.ok(expected(() => notInferior(2), traffic, [2.5 * share, share]) < 1)
      }
  })

  it('loses when the canary is better, and at a rate that is what it says it is not', () => {
    assert.ok(expected(worse, [12, 12], [0.1, 0.2]) < 1)
    assert.ok(expected(() => below(0.1, 'canary'), [12, 12], [0.1, 0.5]) <= 1)
    assert.ok(expected(() => above(0.1), [12, 12], [0.1, 0.5]) <= 1 + 1e-9)
  })

  it('is as good as that for counts too large to go through one by one', () => {
    const even = worse()
    even.add({ requests: 90_000_000, bad: 900_000 }, { requests: 100_000_000, bad: 1_000_000 })
    assert.ok(Math.abs(even.value() - 1) < 0.01)
    const clear = worse()
    clear.add({ requests: 90_000_000, bad: 910_000 }, { requests: 100_000_000, bad: 1_000_000 })
    assert.ok(clear.value() > 1.9)
    const huge = worse()
    huge.add({ requests: 2 ** 52, bad: 2 ** 40 }, { requests: 2 ** 53 - 1, bad: 2 ** 41 })
    assert.ok(Number.isFinite(huge.value()))
  })
})
