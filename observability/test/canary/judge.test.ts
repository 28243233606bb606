import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { begin, judge } from '../../canary/judge.ts'
import { POLICY_DEFAULTS, type Policy } from '../../canary/policy.ts'
import type { Block, Samples } from '../../canary/samples.ts'
import { chance } from './support/chance.ts'
import { samplesOf } from './support/trials.ts'

const POLICY: Policy = { ...POLICY_DEFAULTS, latency: { '0.3': 0.99 } }
const WELL: Block = { requests: 600, errors: 0, slow: { '0.3': 2 } }
const ILL: Block = { requests: 600, errors: 40, slow: { '0.3': 2 } }

const steady = (baseline: Block, canary: Block, blocks = 60): Samples => ({
  interval_s: 60,
  baseline: Array.from({ length: blocks }, () => baseline),
  canary: Array.from({ length: blocks }, () => canary),
})

describe('a verdict', () => {
  it('is PASS for a version like the other, and says why', () => {
    const { verdict, decided_at_block, reasons } = judge(steady(WELL, WELL), POLICY)
    assert.equal(verdict, 'PASS')
    assert.ok(decided_at_block !== null && decided_at_block < 30)
    assert.match(
      reasons.join('\n'),
      /^errors: under 2 times the baseline's, or within the budget: 0 of [\d,]+ \(0 %\)/,
    )
  })

  it('is FAIL for a version that fails more, and says how much more', () => {
    const { verdict, reasons } = judge(steady({ ...WELL, errors: 2 }, { ...WELL, errors: 8 }), POLICY)
    assert.equal(verdict, 'FAIL')
    assert.match(
      reasons.join('\n'),
      /^errors: more of the canary's requests failed: \d+ of [\d,]+ \(1.33 %\), against/,
    )
  })

  it('is FAIL within minutes for a version that burns the budget, though the evidence against it has just begun', () => {
    const { verdict, decided_at_block, reasons } = judge(steady(WELL, { ...WELL, errors: 400 }), POLICY)
    assert.deepEqual([verdict, decided_at_block], ['FAIL', 3])
    assert.match(reasons[0] ?? '', /burns the budget 667 times too fast/)
  })

  it('is FAIL for one that burns the budget while the baseline has no traffic at all', () => {
    const { verdict } = judge(
      steady({ ...WELL, requests: 0, slow: { '0.3': 0 } }, { ...WELL, errors: 400 }),
      POLICY,
    )
    assert.equal(verdict, 'FAIL')
  })

  it('does not blame the canary for what hurts both', () => {
    const { verdict } = judge(steady({ ...WELL, errors: 400 }, { ...WELL, errors: 400 }), POLICY)
    assert.notEqual(verdict, 'FAIL')
  })

  it('is FAIL for a version that is only slower', () => {
    const { verdict, reasons } = judge(steady(WELL, { ...WELL, slow: { '0.3': 60 } }), POLICY)
    assert.equal(verdict, 'FAIL')
    assert.match(reasons.join('\n'), /^slower_than_0.3s: .* took longer than 0.3 s/)
  })

  it('is FAIL for a version that is only saturated, or only starts again and again', () => {
    const policy = { ...POLICY, saturation: { event_loop: 0.9 } }
    const busy = { ...WELL, saturation: { event_loop: 0.97 } }
    const idle = { ...WELL, saturation: { event_loop: 0.2 } }
    assert.equal(judge(steady(idle, busy), { ...policy, min_blocks: 20 }).verdict, 'FAIL')
    const restarting = { ...WELL, gap: 'the canary restarted', restarts: 1 }
    const { verdict, reasons } = judge(steady({ ...WELL, restarts: 0 }, restarting), policy)
    assert.equal(verdict, 'FAIL')
    assert.match(reasons.join('\n'), /^restarts: /)
  })

  it('is not PASS while the canary alone is saturated', () => {
    const policy = { ...POLICY, saturation: { event_loop: 0.9 } }
    const fast = { ...WELL, slow: { '0.3': 0 } }
    const of = (event_loop: number) => ({ ...fast, saturation: { event_loop } })
    const samples = steady(of(0.2), of(0.97), 10)
    assert.equal(judge({ ...samples, canary: samples.canary.map(() => fast) }, policy).verdict, 'PASS')
    assert.equal(judge(samples, policy).verdict, 'INCONCLUSIVE')
  })

  const unknown: Record<string, [Samples, RegExp]> = {
    'there is no block': [steady(WELL, WELL, 0), /^no data: there is no block/],
    'nobody had a request': [
      steady({ ...WELL, requests: 0 }, { ...WELL, requests: 0 }),
      /^no data: neither version/,
    ],
    'the canary had none': [steady(WELL, { ...WELL, requests: 0 }), /^one-sided traffic: in 60 of 60 blocks/],
    'the baseline had none': [
      steady({ ...WELL, requests: 0 }, WELL),
      /^one-sided traffic: in 60 of 60 blocks/,
    ],
    'nothing was measured': [
      steady(WELL, { ...WELL, gap: 'a counter was reset' }),
      /^60 of 60 blocks say nothing: a counter was reset/,
    ],
    'latency was not counted': [
      steady({ requests: 600, errors: 0 }, { requests: 600, errors: 0 }),
      /slower_than_0.3s: no data of either version/,
    ],
    'there is too little': [
      steady(WELL, WELL, 2),
      /errors: not settled.*about \d+ more blocks \([\d,]+ requests to the canary\)/,
    ],
    'a third of the blocks is missing': [
      {
        ...steady(WELL, WELL, 30),
        canary: Array.from({ length: 30 }, (_, at) => (at % 3 ? WELL : { ...WELL, gap: 'lost' })),
      },
      /10 of 30 blocks say nothing: lost/,
    ],
  }
  for (const [what, [samples, reason]] of Object.entries(unknown))
    it(`is INCONCLUSIVE when ${what}, with the reason`, () => {
      const { verdict, decided_at_block, reasons } = judge(samples, POLICY)
      assert.deepEqual([verdict, decided_at_block], ['INCONCLUSIVE', null])
      assert.match(reasons.join('\n'), reason)
    })

  it('is INCONCLUSIVE when the policy allows no more blocks, whatever comes later', () => {
    const samples: Samples = {
      interval_s: 60,
      baseline: steady(WELL, WELL).baseline,
      canary: [...steady(WELL, WELL, 3).canary, ...steady(WELL, ILL, 57).canary],
    }
    assert.equal(judge(samples, { ...POLICY, max_blocks: 3 }).verdict, 'INCONCLUSIVE')
  })

  it('does not come before the least number of blocks, if it is PASS', () => {
    assert.equal(judge(steady(WELL, WELL), { ...POLICY, min_blocks: 40 }).decided_at_block, 40)
  })

  it('is made of nothing that comes after it', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const dice = chance(seed)
      const samples = samplesOf(
        { requests: [200, 200], errors: [0.004, 0.004 * (seed % 4)], slow: [0.01, 0.02] },
        dice,
      )
      const whole = judge(samples, POLICY)
      const at = whole.decided_at_block
      for (const cut of [at, at && at - 1, 10, 37]) {
        if (!cut) continue
        const short = judge(
          { ...samples, baseline: samples.baseline.slice(0, cut), canary: samples.canary.slice(0, cut) },
          POLICY,
        )
        if (at !== null && cut >= at) assert.deepEqual(short, whole)
        else assert.equal(short.decided_at_block, null)
      }
      if (at === null) continue
      const other = { ...samples, canary: samples.canary.map((block, index) => (index < at ? block : ILL)) }
      assert.deepEqual(judge(other, POLICY), whole)
    }
  })

  it('is the same block by block', () => {
    const samples = samplesOf({ requests: [300, 300], errors: [0.002, 0.01], slow: [0.01, 0.01] }, chance(3))
    const trial = begin(POLICY)
    const ended = samples.canary.findIndex((block, at) => trial.add(block, samples.baseline[at] as Block))
    assert.deepEqual(trial.verdict(), judge(samples, POLICY))
    assert.equal(trial.verdict().decided_at_block, ended + 1)
    assert.equal(trial.add(WELL, WELL), true)
    assert.deepEqual(trial.verdict(), judge(samples, POLICY))
  })
})
