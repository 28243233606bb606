// Objectives on values that are looked at: which gauges make a look good or bad, and when looks set an alert off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeToFire, timeToReset } from '../../../slo/model/burn.ts'
import type { Indicator, Slo } from '../../../slo/model/model.ts'
import { PERIODS, type Period } from '../../../slo/model/periods.ts'
import { isReachable, tiersOf } from '../../../slo/model/tiers.ts'
import { type Looks, looksOf } from '../../../slo/tests/feed/looks.ts'
import { incidentOfLooks } from '../../../slo/tests/incident-looks.ts'
import { objectiveOn } from './models.ts'

const place = { file: 'slo.yaml', line: 1 }
const query = (text: string) => ({ text, yields: 'delta' as const, place })

const threshold = (text: string, op: 'lt' | 'lte' | 'gt' | 'gte', bound: number): Indicator => ({
  source: 'threshold',
  query: query(text),
  good: { op, bound },
})
const samples = (bad: string, total: string): Indicator => ({
  source: 'events',
  count: { bad: query(bad) },
  total: query(total),
})
const on = (indicator: Indicator): Slo => ({ ...objectiveOn({ kind: 'availability' }), indicator })

/** Values of each gauge at a good look and then at a bad one. */
const FED: readonly [what: string, indicator: Indicator, gauges: Record<string, string>][] = [
  [
    'a bound that is itself bad',
    threshold('max(age_seconds{queue="q"})', 'lt', 30),
    { 'age_seconds{instance="a",queue="q"}': '29 30' },
  ],
  [
    'a bound that is itself good',
    threshold('max by (queue) (age_seconds{queue=~"q|r"})', 'lte', 30),
    { 'age_seconds{instance="a",queue="q"}': '30 31' },
  ],
  [
    'so many members that are up',
    threshold('count(up{job="etcd"} == 1)', 'gte', 3),
    {
      'up{instance="a",job="etcd"}': '1 1',
      'up{instance="b",job="etcd"}': '1 0',
      'up{instance="c",job="etcd"}': '1 0',
    },
  ],
  [
    'a share of two gauges',
    threshold('1 - sum(free_bytes) / sum(size_bytes)', 'lt', 0.9),
    { 'free_bytes{instance="a"}': '1 1', 'size_bytes{instance="a"}': '1 20' },
  ],
  [
    'samples that are counted where they are bad',
    samples('count(ratio < 0.75) or on() vector(0)', 'count(ratio)'),
    { 'ratio{instance="a"}': '0.75 0.375' },
  ],
  [
    'one look in each',
    samples('1 - avg(probe_success)', 'vector(1)'),
    { 'probe_success{instance="a"}': '1 0' },
  ],
]

for (const [what, indicator, gauges] of FED)
  test(`gauges make looks good and bad: ${what}`, () => {
    const looks = looksOf(on(indicator))
    assert.ok(looks)
    const series = looks.series([
      { looks: 1, are: 'good' },
      { looks: 1, are: 'bad' },
    ])
    assert.deepEqual(
      Object.fromEntries(series.map(({ series, values }) => [series, values.replaceAll('+0x0', '')])),
      gauges,
    )
    assert.deepEqual([looks.counts.good.bad, looks.counts.bad.bad], [0, looks.counts.bad.total])
  })

const STRANGE: readonly Indicator[] = [
  threshold('histogram_quantile(0.99, sum by (le) (rate(took_bucket[5m])))', 'lte', 1),
  threshold('max_over_time(age_seconds[10m])', 'lt', 30),
  threshold('age_seconds offset 5m', 'lt', 30),
  threshold('quantile(0.9, age_seconds)', 'lt', 30),
  threshold('age_seconds * on (queue) group_left () weight', 'lt', 30),
  threshold('time() - last_seen_seconds', 'lt', 30),
  threshold('vector(1)', 'lt', 30),
]

for (const indicator of STRANGE)
  test(`it cannot be told what feeds ${indicator.source === 'threshold' ? indicator.query.text : ''}`, () =>
    assert.equal(looksOf(on(indicator)), undefined))

const ONE_EACH: Looks = {
  counts: { good: { bad: 0, total: 1 }, bad: { bad: 1, total: 1 }, none: { bad: 0, total: 0 } },
  before: { bad: 0, total: 0 },
  series: () => [],
}

test('looks that are all bad set each tier off, and let it go, when the formula says, or one look later', () => {
  for (const objective of [0.9, 0.95, 0.97, 0.99, 0.999])
    for (const period of Object.keys(PERIODS) as Period[])
      for (const tier of tiersOf(period).filter((each) => isReachable(each, objective))) {
        const stepSeconds = tier.severity === 'page' ? 60 : 300
        const found = incidentOfLooks({ tier, objective, stepSeconds, guarded: false, looks: ONE_EACH })
        assert.ok(found)
        const { fires, resets } = found
        const [toFire, toReset] = [timeToFire, timeToReset].map(
          (formula) => formula(tier, objective, 1) / stepSeconds,
        ) as [number, number]
        const about = `${objective} ${period} ${tier.long}`
        if (!isWhole(toFire)) assert.equal(fires.theory, Math.floor(toFire) + 1, about)
        if (!isWhole(toReset)) assert.equal(resets.theory, Math.ceil(toReset), about)
        for (const { theory, latest } of [fires, resets]) assert.ok(latest - theory <= 1, about)
      }
})

/** What is neither more nor less than a whole look is left to how Prometheus rounds. */
const isWhole = (looks: number): boolean => Math.abs(looks - Math.round(looks)) < 1e-6

test('a handful of bad events is needed where events are counted', () => {
  const [tier] = tiersOf('30d')
  assert.ok(tier)
  const burn = { tier, objective: 0.999, stepSeconds: 60, looks: ONE_EACH }
  assert.equal(incidentOfLooks({ ...burn, guarded: false })?.fires.theory, 1)
  assert.equal(incidentOfLooks({ ...burn, guarded: true })?.fires.theory, 5)
})
