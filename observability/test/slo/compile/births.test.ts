// What counts as an event of the window when series come and go, asked of promtool on compiled rules.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { stringify } from 'yaml'
import { requireComponent } from '../../../../ci/components.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import { readSpecs } from '../../../slo/spec/index.ts'
import { folderOf, judge, readCorpus } from '../rules/promtool.ts'

const failed = (count: string, more = '') => ({
  series: `http_server_request_duration_seconds_count{service_name="acme-orders",http_route="/x",http_response_status_code="500"${more}}`,
  values: count,
})
const good = (count: string, more = '') => ({
  series: failed('', more).series.replace('"500"', '"200"'),
  values: count,
})

/** Bad events of the last hour, each ten minutes, as the compiled rules count them. */
const STORIES: Record<string, { series: { series: string; values: string }[]; bad: Record<number, number> }> =
  {
    'a first failure series that shows with 300 has counted 300': {
      series: [good('0+60x400'), failed('_x200 300x199')],
      bad: { 190: 0, 201: 300, 250: 300, 262: 0 },
    },
    'a first failure series that rises at once is counted once': {
      series: [good('0+60x400'), failed('_x200 2 4x198')],
      bad: { 201: 4, 250: 4 },
    },
    'series that change their labels bring no events along': {
      series: [
        good('1000000+60x199 stale'),
        failed('20000x199 stale'),
        good('_x200 1012000+60x199', ',pod="p"'),
        failed('_x200 20000x199', ',pod="p"'),
      ],
      bad: { 200: 0, 201: 0, 250: 0 },
    },
    'a target that was out of reach for hours brings no events along': {
      series: [
        good('0+60x400', ',pod="a"'),
        failed('0x400', ',pod="a"'),
        good('1000000+60x99 stale _x239 1020400+60x59', ',pod="b"'),
        failed('20000x99 stale _x239 20000x59', ',pod="b"'),
      ],
      bad: { 340: 0, 341: 0, 399: 0 },
    },
    'a new Prometheus counts nothing of before': {
      series: [
        good('1000000+60x400', ',pod="a"'),
        failed('20000x400', ',pod="a"'),
        good('_ 1000000+60x399', ',pod="b"'),
        failed('_ 20000x399', ',pod="b"'),
      ],
      bad: { 1: 0, 10: 0, 60: 0, 61: 0, 120: 0 },
    },
    'a failed scrape of a young instance counts nothing twice': {
      series: [
        good('0+60x199 stale', ',pod="a"'),
        failed('0x199 stale', ',pod="a"'),
        good('_x200 0+60x5 300x20 300+60x24 stale 1860+60x100', ',pod="b"'),
        failed('_x200 0x5 0+60x20 1200x24 stale 1200x100', ',pod="b"'),
      ],
      bad: { 257: 1200, 312: 0 },
    },
  }

for (const [story, { series, bad }] of Object.entries(STORIES)) {
  test(story, async (t) => {
    const tests = Object.entries(bad).map(([minute, count]) => ({
      expr: 'round(sum(slo:sli_errors:increase1h))',
      eval_time: `${minute}m`,
      exp_samples: [{ labels: '{}', value: count }],
    }))
    await proven(t, 'stamped-standard.yaml', 'availability', [
      { interval: '1m', input_series: series, promql_expr_test: tests },
    ])
  })
}

test('a threshold objective counts the looks that were bad, and alerts on nothing while all are good', async (t) => {
  const series = 'queue_oldest_message_age_seconds{queue="notifications"}'
  const sample = (value: number) => [{ labels: '{}', value }]
  await proven(t, 'openslo-threshold.yaml', 'queue-age', [
    {
      interval: '1m',
      input_series: [{ series, values: '5x120 40x60' }],
      promql_expr_test: [
        { expr: 'sum(slo:sli_errors:sample)', eval_time: '100m', exp_samples: sample(0) },
        { expr: 'count_over_time(ALERTS[100m])', eval_time: '120m', exp_samples: [] },
        { expr: 'sum(slo:sli_errors:sample)', eval_time: '121m', exp_samples: sample(1) },
        {
          expr: 'count(ALERTS{alertstate="firing",severity="page"}) > bool 0',
          eval_time: '150m',
          exp_samples: sample(1),
        },
      ],
    },
  ])
})

async function proven(t: TestContext, spec: string, slo: string, tests: object[]): Promise<void> {
  const { model } = readSpecs([{ path: spec, text: readCorpus(spec) }])
  const rules = compileRules(model).filter(({ path }) => path.includes(`.${slo}.`))
  const path = 'tests/own.test.yaml'
  const text = stringify({
    rule_files: rules.map((rule) => `../${rule.path}`),
    evaluation_interval: '1m',
    tests,
  })
  const folder = folderOf(t, [...rules, { path, text }])
  for (const promtool of requireComponent(t, 'promtool')) {
    const { ok, output } = await judge(promtool, 'test', folder, [path])
    assert.ok(ok, `${promtool.version}: ${output}`)
  }
}
