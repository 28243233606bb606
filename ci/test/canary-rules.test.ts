// The rules that our canary judge is compared with, by cases that one can reckon by hand or that are published.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Block, Samples } from '../../observability/canary/samples.ts'
import { chance } from '../../observability/test/canary/support/chance.ts'
import { argo } from '../bench/canary/rules/argo.ts'
import { chanceOfAsMany, fisher } from '../bench/canary/rules/fisher.ts'
import { flagger } from '../bench/canary/rules/flagger.ts'
import { isHigh, kayenta } from '../bench/canary/rules/kayenta.ts'
import { shiftOf } from '../bench/canary/rules/mann-whitney.ts'
import { rootOf } from '../bench/canary/rules/root.ts'

const hour = (block: (minute: number) => Block): Block[] =>
  Array.from({ length: 60 }, (_, index) => block(index + 1))
const failing = (requests: number, errors: (minute: number) => number): Block[] =>
  hour((minute) => ({ requests, errors: errors(minute) }))
const beside = (canary: readonly Block[], baseline: readonly Block[] = failing(100, () => 0)): Samples => ({
  interval_s: 60,
  baseline,
  canary,
})

const rolledBackAt = (block: number) => ({ verdict: 'FAIL', decided_at_block: block })
const promotedAt = (block: number) => ({ verdict: 'PASS', decided_at_block: block })

describe("Flagger's rule", () => {
  const rule = flagger('Flagger', { iterations: 10 })

  it('promotes after ten minutes in which 99 % succeeded, exactly 99 % too', () => {
    assert.deepEqual(rule.decide(beside(failing(100, () => 1))), promotedAt(10))
  })

  it('rolls back in the fifth minute in which fewer did, wherever they lie', () => {
    assert.deepEqual(rule.decide(beside(failing(100, () => 2))), rolledBackAt(5))
    assert.deepEqual(
      rule.decide(beside(failing(100, (minute) => (minute % 2 === 1 ? 2 : 0)))),
      rolledBackAt(9),
    )
  })

  it('takes a minute again that was not passed', () => {
    assert.deepEqual(rule.decide(beside(failing(100, (minute) => (minute <= 4 ? 2 : 0)))), promotedAt(14))
  })

  it('fails a minute of which more than one in a hundred is slow, and one without traffic', () => {
    const slow = (count: number) => hour(() => ({ requests: 100, errors: 0, slow: { '0.3': count } }))
    assert.deepEqual(rule.decide(beside(slow(1))), promotedAt(10))
    assert.deepEqual(rule.decide(beside(slow(2))), rolledBackAt(5))
    assert.deepEqual(rule.decide(beside(failing(0, () => 0))), rolledBackAt(5))
  })

  it('never looks at the baseline', () => {
    const same = failing(100, () => 2)
    assert.deepEqual(rule.decide(beside(same, same)), rolledBackAt(5))
  })
})

describe("Argo Rollouts' example", () => {
  it('promotes after four pauses of ten minutes in which 95 % succeeded', () => {
    assert.deepEqual(argo.decide(beside(failing(100, () => 5))), promotedAt(40))
  })

  it('aborts at the fourth measurement below, of one every five minutes from the tenth', () => {
    assert.deepEqual(argo.decide(beside(failing(100, () => 6))), rolledBackAt(25))
  })

  it('sees nothing of what is between its measurements', () => {
    assert.deepEqual(
      argo.decide(beside(failing(100, (minute) => (minute % 5 === 0 ? 0 : 100)))),
      promotedAt(40),
    )
  })
})

describe('the Mann–Whitney interval', () => {
  it("is that of Kayenta's own tests", () => {
    const { lower, upper, estimate } = shiftOf([10, 20, 30, 40], [1, 2, 3, 4], 1.959964)
    assert.ok(Math.abs(lower - 6) < 1e-3 && Math.abs(upper - 39) < 1e-3, `${lower} ${upper}`)
    // Half of the sixteen differences are 26 or more, half 19 or less; the convention is the middle, 22.5.
    assert.ok(estimate >= 19 && estimate <= 26, `${estimate}`)
  })

  it('has ends that are differences of two values, by their ranks', () => {
    const dice = chance(3)
    for (let round = 0; round < 50; round++) {
      const sample = (size: number) => Array.from({ length: size }, () => dice.uniform())
      const [x, y] = [sample(20), sample(30)]
      const { lower, upper, estimate } = shiftOf(x, y, 2.326348)
      const sorted = x.flatMap((a) => y.map((b) => a - b)).sort((a, b) => a - b)
      // Without ties the variance of U is nm(n + m + 1) / 12; so many of the 600 differences are cut off at each end.
      const cut = Math.ceil(300 - 0.5 - 2.326348 * Math.sqrt((600 * 51) / 12)) - 1
      assert.ok(Math.abs(lower - (sorted[cut] as number)) < 1e-3)
      assert.ok(Math.abs(upper - (sorted[599 - cut] as number)) < 1e-3)
      assert.ok(estimate > (sorted[298] as number) - 1e-3 && estimate < (sorted[301] as number) + 1e-3)
    }
  })
})

describe("Kayenta's rule", () => {
  it('is high where the interval lies above a quarter of the estimate', () => {
    const flat = Array.from({ length: 60 }, (_, index) => index / 60)
    const raised = (by: number) => flat.map((value) => value + by)
    assert.equal(isHigh(flat, flat), false)
    assert.equal(isHigh(raised(1), flat), true)
    assert.equal(isHigh(flat, raised(1)), false)
    // From 0.007 to 0.273: above 0, but not above a quarter of 0.14.
    const { lower, estimate } = shiftOf(raised(0.14), flat, 2.326348)
    assert.ok(lower > 0 && lower < estimate / 4, `${lower} ${estimate}`)
    assert.equal(isHigh(raised(0.14), flat), false)
  })

  it('is passed by the same values in another order, and by nothing but zeros', () => {
    const values = Array.from({ length: 60 }, (_, index) => (index % 7) / 60)
    assert.equal(isHigh(values.toReversed(), values), false)
    assert.equal(isHigh([0, 0], [0, 0]), false)
  })

  it('answers at the end of the hour, or at the first run whose score is marginal', () => {
    const worse = beside(
      failing(100, (minute) => 30 + (minute % 3)),
      failing(100, (minute) => minute % 3),
    )
    assert.deepEqual(kayenta('once', 60).decide(worse), rolledBackAt(60))
    assert.deepEqual(kayenta('often', 10).decide(worse), rolledBackAt(10))
    assert.deepEqual(
      kayenta('often', 10).decide(
        beside(
          failing(100, (minute) => minute % 3),
          worse.canary,
        ),
      ),
      promotedAt(60),
    )
  })

  /** Of as many bounds as are given, so many slow requests more than in the baseline. */
  const slower = (...by: number[]) => {
    const arm = (more: number[]) =>
      hour((minute) => ({
        requests: 100,
        errors: 0,
        slow: Object.fromEntries(more.map((extra, index) => [`${index + 1}`, (minute % 3) + extra])),
      }))
    return beside(arm(by), arm(by.map(() => 0)))
  }

  it('scores 50 for one of two metrics: marginal is 75, which ends it at once', () => {
    assert.deepEqual(kayenta('often', 10).decide(slower(40)), rolledBackAt(10))
  })

  it('scores 80 for four of five: more than marginal, and at the end too few to pass', () => {
    assert.deepEqual(kayenta('often', 10).decide(slower(0, 0, 0, 40)), rolledBackAt(60))
  })
})

describe("Fisher's exact test", () => {
  it('says of three cups of tea of four what its author did', () => {
    // The Design of Experiments, 1935, chapter 2: 1 of 70 ways for all four, 17 of 70 for three or more.
    assert.ok(Math.abs(chanceOfAsMany({ of: 4, bad: 4 }, { of: 4, bad: 0 }) - 1 / 70) < 1e-12)
    assert.ok(Math.abs(chanceOfAsMany({ of: 4, bad: 3 }, { of: 4, bad: 1 }) - 17 / 70) < 1e-12)
    assert.ok(Math.abs(chanceOfAsMany({ of: 4, bad: 0 }, { of: 4, bad: 4 }) - 1) < 1e-12)
  })

  it('rolls back when five failures are all in the canary, and promotes when the hour is over', () => {
    // A half to the fifth is 3 %, to the fourth 6 %.
    assert.deepEqual(
      fisher.decide(
        beside(
          failing(10_000, () => 1),
          failing(10_000, () => 0),
        ),
      ),
      rolledBackAt(5),
    )
    assert.deepEqual(
      fisher.decide(
        beside(
          failing(100, () => 1),
          failing(100, () => 1),
        ),
      ),
      promotedAt(60),
    )
  })
})

describe("Brent's method", () => {
  it('finds the root of a smooth function, and the place of a jump to within the tolerance', () => {
    assert.ok(Math.abs(rootOf((x) => x ** 3 - x - 2, 1, 2, 1e-9) - 1.5213797068) < 1e-8)
    for (const place of [0.001, 0.3, 0.9999])
      assert.ok(Math.abs(rootOf((x) => (x < place ? 5 : -1), 0, 1, 1e-6) - place) <= 1e-6)
  })
})
