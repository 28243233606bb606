import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AlertView, ServiceView } from '../../../console/contract.ts'
import { about, bytes, duration, rate, share, stretch } from '../../../console/pages/data/format.ts'
import {
  burnLength,
  burnRate,
  FACTOR_AT,
  howNear,
  nearness,
} from '../../../console/pages/objectives/nearness.ts'
import { worst } from '../../../console/pages/objectives/state.ts'
import {
  badTraces,
  percent,
  periodInWords,
  promise,
  seenSince,
  tracesToSee,
} from '../../../console/pages/objectives/words.ts'
import { inOrder } from '../../../console/pages/overview/order.ts'
import { groupsOf } from '../../../console/pages/parts/alert-groups.ts'
import { barLength, budgetLeft, verdict } from '../../../console/pages/parts/budget.ts'
import { labelsInWords, valueInWords } from '../../../console/pages/runbook/values.ts'

describe('numbers', () => {
  it('have three figures and a unit', () => {
    assert.deepEqual([412_000, 8_210_000, 1.53e9, 150e9].map(duration), [
      '412 µs',
      '8.21 ms',
      '1.53 s',
      '2.5 min',
    ])
    assert.deepEqual([41, 300, 9_000, 200_000].map(stretch), ['41 s', '5 min', '2.5 h', '2.31 d'])
    assert.deepEqual([5, 12.34, 0.5, 0.003, 0].map(rate), ['5/s', '12.3/s', '0.5/s', '< 0.01/s', '0/s'])
    assert.deepEqual([0, 0.0123, 0.00001].map(share), ['0 %', '1.2 %', '0.001 %'])
    assert.deepEqual([12, 41_200, 41_200_000, 2e9].map(bytes), ['12 B', '41.2 kB', '41.2 MB', '2.00 GB'])
    assert.deepEqual([4.52, 461.78, 0].map(about), ['4.5', '462', '0'])
  })
})

describe('an objective in words', () => {
  const slo = {
    objective: 0.9995,
    period: '30d',
    kind: 'availability',
    bad: 'answered 5xx; all routes',
  } as const

  it('says its promise exactly', () => {
    assert.equal(promise(slo), '99.95 % of requests answered well, over any 30 days')
    assert.deepEqual([0.99, 0.999, 0.99999].map(percent), ['99 %', '99.9 %', '99.999 %'])
  })

  it('has periods as people say them', () => {
    assert.deepEqual(['1d', '4w', '12h', 'P1M'].map(periodInWords), ['1 day', '4 weeks', '12 hours', 'P1M'])
  })

  it('says that its budget is of a part of the period only', () => {
    const now = 1_800_000_000_000
    const held = { period: '30d', periodSeconds: 2_592_000 }
    assert.equal(
      seenSince({ ...held, since: now - 3_600_000 }, now),
      'of the 1 h that samples are held for, not of 30 days',
    )
    assert.equal(seenSince({ ...held, since: now - 2_592_000_000 }, now), undefined)
    assert.equal(seenSince({ ...held, since: null }, now), undefined)
  })

  it('leads to the traces of what was bad', () => {
    assert.deepEqual(badTraces(slo), { status: 'error' })
    const within = (bad: string) => badTraces({ kind: 'latency', bad })
    assert.deepEqual(within('not answered within 0.3 s; all routes'), { min_ms: '300' })
    assert.deepEqual(within('not answered within 0.075 s; all routes'), { min_ms: '75' })
    assert.deepEqual(within('counted by the queries below'), {})
    assert.deepEqual(tracesToSee([slo]), [['Failing traces', { status: 'error' }]])
    const slower = ['0.3 s', '0.075 s'].map((limit) => ({
      kind: 'latency' as const,
      bad: `not within ${limit}`,
    }))
    assert.deepEqual(tracesToSee(slower)[0], ['Slow traces', { min_ms: '75' }])
  })
})

describe('a budget', () => {
  it('is good, low or spent, and never rounds to what it is not', () => {
    const said = [1, 0.9996, 0.624, 0.13, 0.004, 0, -1.42, null]
    assert.deepEqual(said.map(budgetLeft), [
      '100 %',
      '99.9 %',
      '62 %',
      '13 %',
      '0.40 %',
      '0 %',
      '−142 %',
      'not evaluated',
    ])
    const verdicts = said.map((left) => verdict(left, true))
    assert.deepEqual(verdicts, ['good', 'good', 'good', 'low', 'low', 'spent', 'spent', 'unknown'])
    assert.equal(budgetLeft(-811.86), '−81,186 %')
  })

  it('is not called low or spent before as many bad events were seen as an alert waits for', () => {
    assert.deepEqual(
      [0.9, 0.13, -1.42, null].map((left) => verdict(left, false)),
      ['good', 'early', 'early', 'unknown'],
    )
  })

  it('has a bar between nothing and all', () => {
    assert.deepEqual([2, 0.5, -3, null].map(barLength), [100, 50, 0, 0])
  })
})

describe('an alert that would fire', () => {
  it('is as near as the lower of its two windows', () => {
    assert.equal(nearness({ longBurn: 7.2, shortBurn: 30, factor: 14.4 }), 0.5)
  })

  it('says how many bad events it waits for, where the burn alone would fire it', () => {
    const tier = { longBurn: 1.59, shortBurn: 1.59, factor: 1, badEvents: 1.1, leastBadEvents: 5 }
    assert.equal(howNear(tier), 'waits for 5 bad events, has 1.1')
    assert.equal(howNear({ ...tier, badEvents: 5 }), 'at 159 % of what fires it')
    assert.equal(howNear({ ...tier, factor: 3 }), 'at 53 % of what fires it')
  })

  it('has bars with its factor in the middle, and more in sight', () => {
    assert.deepEqual(
      [0, 14.4, 100].map((burn) => burnLength(burn, 14.4)),
      [0, FACTOR_AT, 100],
    )
  })

  it('has burn rates that can be told from the factor', () => {
    assert.deepEqual([0, 0.001, 0.456, 14.42, 23.1].map(burnRate), ['0', '< 0.01', '0.46', '14.4', '23.1'])
  })

  it('makes its objective fire when one of several does', () => {
    const tiers = (...states: ('inactive' | 'pending' | 'firing')[]) =>
      worst({ tiers: states.map((state) => ({ state })) } as unknown as Parameters<typeof worst>[0])
    assert.equal(tiers('inactive', 'pending', 'firing'), 'firing')
    assert.equal(tiers('inactive', 'pending'), 'pending')
    assert.equal(tiers(), 'inactive')
  })
})

describe('an answer of a Prometheus', () => {
  it('is its labels and four figures', () => {
    assert.equal(labelsInWords({ __name__: 'up', job: 'a', instance: 'b"c' }), 'job="a", instance="b"c"')
    assert.equal(labelsInWords({}), 'all')
    assert.deepEqual([23.123456, 12_345.6, 0, 1e20].map(valueInWords), ['23.12', '12,346', '0', '1.000e+20'])
    assert.deepEqual((['NaN', '+Inf', '-Inf'] as const).map(valueInWords), ['not a number', '+∞', '-∞'])
  })
})

describe('alerts', () => {
  const alert = (name: string, state: 'firing' | 'pending', severity: 'page' | 'ticket', since: number) => ({
    alert: name,
    service: 'orders',
    slo: 'availability',
    severity,
    state,
    since,
    summary: `${name} since ${since}`,
    description: '',
    runbook: `/runbooks/orders/${name}`,
  })

  it('are one where the same fires at several burn rates, firing ones and pages first', () => {
    const groups = groupsOf([
      { ...alert('slow', 'pending', 'ticket', 1), slo: 'latency' },
      { ...alert('telemetry', 'firing', 'ticket', 2), slo: null },
      alert('fast', 'firing', 'page', 4),
      alert('fast', 'firing', 'page', 3),
    ])
    assert.deepEqual(
      groups.map(({ alert: name, since, said }) => [name, since, said.length]),
      [
        ['fast', 3, 2],
        ['telemetry', 2, 1],
        ['slow', 1, 1],
      ],
    )
    assert.equal(groups[0]?.said[0]?.summary, 'fast since 4')
  })

  it('are told apart by their objective', () => {
    const one = alert('fast', 'firing', 'page', 1)
    assert.equal(groupsOf([one, { ...one, slo: 'other' }]).length, 2)
  })

  it('hold back the tickets of an objective while its page fires, and no others', () => {
    const page = alert('fast', 'firing', 'page', 2)
    const ticket = alert('slow', 'firing', 'ticket', 1)
    const heldBack = (...alerts: AlertView[]) =>
      groupsOf(alerts).map(({ alert: name, heldBack: tickets }) => [name, tickets.map((one) => one.alert)])
    assert.deepEqual(heldBack(ticket, page), [['fast', ['slow']]])
    const both = [
      ['fast', []],
      ['slow', []],
    ]
    assert.deepEqual(heldBack(ticket, { ...page, slo: 'latency' }), both)
    assert.deepEqual(heldBack(ticket, { ...page, service: 'shop' }), both)
    assert.deepEqual(heldBack({ ...ticket, slo: null }, { ...page, slo: null }), both)
    assert.deepEqual(heldBack(ticket, { ...page, state: 'pending' }), both.toReversed())
  })
})

describe('services', () => {
  it('come with alerts first, then measured, and else as they came', () => {
    const service = (name: string, firing: number, targets: number, red: object | null) =>
      ({ name, firing, red, targets: Array(targets).fill({}) }) as unknown as ServiceView
    const all = [
      service('a', 0, 0, null),
      service('b', 0, 1, null),
      service('c', 2, 0, null),
      service('d', 0, 1, {}),
      service('e', 0, 0, null),
    ]
    assert.deepEqual(
      inOrder(all).map(({ name }) => name),
      ['c', 'd', 'b', 'a', 'e'],
    )
  })
})
