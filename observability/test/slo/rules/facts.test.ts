// What theory says of each tier at 99.9 % over 30 days, minute by minute, after as much steady traffic as the long
// window holds; and that what is generated for other objectives and periods passes too. Minutes are those of
// Prometheus 2, whose ranges hold a sample at either end; the generated tests pass in both.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireComponent } from '../../../../ci/components.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import type { Slo } from '../../../slo/model/model.ts'
import { WINDOWS } from '../../../slo/model/periods.ts'
import type { Tier } from '../../../slo/model/tiers.ts'
import { FILES } from '../../../slo/names.ts'
import { feedOf } from '../../../slo/tests/feed/feed.ts'
import { type Check, fires, quiet, type Scenario, silent, written } from '../../../slo/tests/promtool.ts'
import { alertLabels, ofTier } from '../../../slo/tests/slo.ts'
import { mix, seriesOf } from '../../../slo/tests/timeline.ts'
import { modelOf, objectiveOn } from './models.ts'
import { folderOf, inPairs, judge } from './promtool.ts'

type Minutes = readonly [fires: number, resets: number] | 'never'
interface Row {
  readonly errorRatio: number
  readonly tiers: Partial<Record<Tier['long'], Minutes>>
}

const PAGES: readonly Row[] = [
  { errorRatio: 1, tiers: { '1h': [1, 5], '6h': [3, 30] } },
  { errorRatio: 0.1, tiers: { '1h': [9, 5], '6h': [22, 29] } },
  { errorRatio: 0.05, tiers: { '1h': [18, 4], '6h': [44, 27] } },
  { errorRatio: 0.02, tiers: { '1h': [44, 2], '6h': [109, 21] } },
  { errorRatio: 0.0144, tiers: { '1h': 'never' } },
  { errorRatio: 0.01, tiers: { '1h': 'never', '6h': [217, 12] } },
  { errorRatio: 0.006, tiers: { '6h': 'never' } },
]
const TICKETS: readonly Row[] = [
  { errorRatio: 1, tiers: { '1d': [5, 120], '3d': [5, 360] } },
  { errorRatio: 0.1, tiers: { '1d': [45, 120], '3d': [45, 360] } },
  { errorRatio: 0.01, tiers: { '1d': [435, 85], '3d': [435, 325] } },
  { errorRatio: 0.005, tiers: { '1d': [865, 50], '3d': [865, 290] } },
  { errorRatio: 0.002, tiers: { '3d': [2165, 180] } },
]
const EVENTS = 1_000_000

/** Days at steps of five minutes take long: of latency, which differs only in what is bad, two rows stand for all. */
const ROWS = { availability: TICKETS, latency: [TICKETS[1], TICKETS[3]] as Row[] }

for (const kind of ['availability', 'latency'] as const)
  test(`${kind} at 99.9 % over 30 days fires and resets at the minutes of theory`, async (t) => {
    const [promtool] = requireComponent(t, 'promtool', 2)
    if (!promtool) return
    const slo = objectiveOn({ kind })
    const tests = [
      file(slo, 'pages', 1, PAGES),
      ...ROWS[kind].map((row, index) => file(slo, `tickets-${index}`, 5, [row])),
    ]
    const folder = folderOf(t, [...compileRules(modelOf(slo)), ...tests])
    await inPairs(tests, async ({ path }) => {
      const { ok, output } = await judge(promtool, 'test', folder, [path])
      assert.ok(ok, output)
    })
  })

function file(slo: Slo, name: string, stepMinutes: number, rows: readonly Row[]) {
  return written({
    path: FILES.test(slo.service, name),
    rules: FILES.rules(slo.service, slo.name),
    about: [],
    evaluationMinutes: stepMinutes,
    scenarios: rows.map((row) => scenario(slo, stepMinutes, row)),
  })
}

function scenario(slo: Slo, stepMinutes: number, { errorRatio, tiers }: Row): Scenario {
  const feed = feedOf(slo)
  assert.ok(feed)
  const concerned = slo.tiers.filter(({ long }) => tiers[long])
  const clean = Math.max(...concerned.map(({ long }) => WINDOWS[long] / 60))
  const short = Math.max(...concerned.map((tier) => WINDOWS[tier.short] / 60))
  const firing = Object.values(tiers).map((minutes) => (minutes === 'never' ? 120 : minutes[0]))
  const lasts = Math.max(short, ...firing.map((minutes) => minutes + 2 * stepMinutes))
  const end = clean + lasts
  return {
    name: `${errorRatio * 100} % bad`,
    interval: `${stepMinutes}m`,
    input_series: seriesOf(feed, [
      { steps: clean / stepMinutes, ...mix(EVENTS, 0) },
      { steps: lasts / stepMinutes, ...mix(EVENTS, errorRatio) },
      { steps: short / stepMinutes, ...mix(EVENTS, 0) },
    ]),
    promql_expr_test: concerned.flatMap((tier): Check[] => {
      const minutes = tiers[tier.long]
      const pick = ofTier(slo, tier)
      if (!minutes || minutes === 'never') return [silent(pick, end + short)]
      const [after, gone] = minutes
      return [
        silent(pick, clean + after - stepMinutes),
        fires(alertLabels(slo, tier), clean + after, pick),
        fires(alertLabels(slo, tier), end + gone - stepMinutes, pick),
        quiet(pick, end + gone),
      ]
    }),
  }
}
