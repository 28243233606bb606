// Where other tools fall short, each reproduced for this project: none of it here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRules } from '../../../slo/compile/index.ts'
import type { Slo } from '../../../slo/model/model.ts'
import { errorsOver, FILES, SERIES, totalOver } from '../../../slo/names.ts'
import {
  type Check,
  fires,
  quiet,
  type Scenario,
  silent,
  value,
  written,
} from '../../../slo/tests/promtool.ts'
import { alertLabels, ofSlo, recorded } from '../../../slo/tests/slo.ts'
import { modelOf, objectiveOn } from './models.ts'
import { everyPromtool, folderOf, judge } from './promtool.ts'

const slo = objectiveOn({ kind: 'availability' })
const requests = (status: string) =>
  `http_server_request_duration_seconds_count{service_name="shop",http_response_status_code="${status}"}`
const rounded = (name: string, precision = 1) => `round(sum(${recorded(slo, name)}), ${precision})`

defect('an idle hour leaves the budget of the period a number', {
  evaluationMinutes: 60,
  series: { 200: '0+100x24 2400+0x23 2500+100x24' },
  checks: [
    value(rounded(totalOver('1h')), 36 * 60, 0),
    value(rounded(SERIES.budgetLeft), 36 * 60, 1),
    value(rounded(SERIES.budgetLeft), 72 * 60, 1),
    value(rounded(SERIES.burnRate), 36 * 60, 0),
  ],
  interval: '1h',
  promtool: 2, // at steps of an hour, an hour's range holds one sample in Prometheus 3
})

defect('before the first failure there are no series of failures, and the objective is met', {
  series: { 200: '0+100x120' },
  checks: [
    value(rounded(errorsOver('1h')), 120, 0),
    value(rounded(totalOver('1h')), 120, 6_000),
    value(rounded(SERIES.budgetLeft), 120, 1),
    silent(ofSlo(slo), 120),
  ],
})

defect('a counter that is born with 300 failures has counted 300', {
  series: { 200: '0+100x120', 500: `${'_ '.repeat(90)}300+0x30` },
  checks: [
    value(rounded(errorsOver('1h')), 89, 0),
    value(rounded(errorsOver('5m')), 90, 300),
    value(rounded(errorsOver('1h')), 90, 300),
    value(rounded(errorsOver('1h')), 120, 300),
    fires(page(slo), 90, { ...ofSlo(slo), window: '1h' }),
  ],
})

defect('one failure at twelve requests an hour wakes nobody, an outage does within half an hour', {
  series: {
    200: `0 ${everyFiveMinutes(24, 0, 1)} 24+0x60`,
    500: `0 ${everyFiveMinutes(12, 0, 0)} ${everyFiveMinutes(1, 0, 1)} ${everyFiveMinutes(11, 1, 0)} ${everyFiveMinutes(12, 1, 1)}`,
  },
  checks: [
    silent(ofSlo(slo), 120 + 17),
    fires(page(slo), 120 + 30, { ...ofSlo(slo), window: '1h' }),
    quiet({ ...ofSlo(slo), window: '3d' }, 120),
  ],
})

// 60 of 60,120 failed. The average of the hours' ratios would be a quarter.
defect('a quiet hour of failures weighs as little as it was', {
  series: { 200: '0+1000x60 60001+1x59', 500: '0+0x60 1+1x59' },
  checks: [value(rounded(SERIES.budgetLeft, 0.001), 120, 0.002)],
})

interface Reproduction {
  readonly series: Readonly<Record<string, string>>
  readonly checks: readonly Check[]
  readonly interval?: string
  readonly evaluationMinutes?: number
  readonly promtool?: number
}

function defect(
  name: string,
  { series, checks, interval = '1m', evaluationMinutes = 1, promtool: major }: Reproduction,
): void {
  test(name, async (t) => {
    const scenario: Scenario = {
      name,
      interval,
      input_series: Object.entries(series).map(([status, values]) => ({ series: requests(status), values })),
      promql_expr_test: checks,
    }
    const path = FILES.test(slo.service, 'defect')
    const rules = FILES.rules(slo.service, slo.name)
    const folder = folderOf(t, [
      ...compileRules(modelOf(slo)),
      written({ path, rules, about: [], evaluationMinutes, scenarios: [scenario] }),
    ])
    for (const promtool of everyPromtool(t)) {
      if (major !== undefined && !promtool.version.startsWith(`${major}.`)) continue
      const { ok, output } = await judge(promtool, 'test', folder, [path])
      assert.ok(ok, `${promtool.version}: ${output}`)
    }
  })
}

function page(of: Slo) {
  const tier = of.tiers.find(({ long }) => long === '1h')
  assert.ok(tier)
  return alertLabels(of, tier)
}

/** So many times four minutes of nothing, and then a rise. */
function everyFiveMinutes(times: number, from: number, rise: number): string {
  return Array.from(
    { length: times },
    (_, index) => `${from + index * rise}x3 ${from + (index + 1) * rise}`,
  ).join(' ')
}
