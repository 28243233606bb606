// The first query of a page is the one that an engineer trusts: asked of samples of a healthy service it must say
// healthy, of a service in trouble it must say so, in words that
// stand in the page. What is not recorded from a service is as the rules would record it; each file says which.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { parse } from 'yaml'
import { requireComponent } from '../../../../ci/components.ts'
import { ALERTS } from '../../../slo/alerts.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import { promql, sections } from './markdown.ts'
import { example, foreign, rendered } from './models.ts'
import { type InputSeries, promtool, within } from './promtool.ts'

interface Case {
  /** The answer in bold that the page gives for it. */
  readonly says: string
  /** The series are a service's own, for the compiled rules to record from. */
  readonly rules?: 'compiled'
  readonly input_series: InputSeries[]
  /** Bounds of the greatest value it answers with; none where it answers with nothing. */
  readonly answer?: [least: number, most: number]
}
interface Samples {
  readonly interval: string
  readonly eval_time: string
  readonly cases: Record<string, Case>
}

const FOLDER = new URL('samples/', import.meta.url)
const samples = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [
      file.replace('.yaml', ''),
      parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Samples,
    ]),
)

test('every page has samples of health and of its fault', () => {
  for (const { runbook } of Object.values(ALERTS)) {
    const { health, fault } = samples.get(runbook)?.cases ?? {}
    assert.ok(health && fault, runbook)
    assert.notEqual(health.says, fault.says)
    assert.notDeepEqual(health.answer, fault.answer)
  }
})

for (const [name, { interval, eval_time, cases }] of samples) {
  const page = pageOf(name)
  const [query = ''] = promql(sections(page).get('First response') ?? '')

  for (const [which, { says, rules, input_series, answer }] of Object.entries(cases)) {
    test(`the first query of ${name} answers a service of ${which} with "${says}"`, (t) => {
      assert.ok(page.includes(`- **${says}**`), `the page does not say what "${says}" means`)
      for (const { path, version } of requireComponent(t, 'promtool')) {
        const expr = answer ? within(query, answer) : `absent(${query})`
        const promql_expr_test = [{ expr, eval_time, exp_samples: [{ labels: '{}', value: 1 }] }]
        const tests = [{ interval, input_series, promql_expr_test }]
        const { status, output } = promtool(path, rules ? compileRules(example) : [], {
          evaluation_interval: interval,
          tests,
        })
        assert.equal(status, 0, `promtool ${version}: ${output}`)
      }
    })
  }
}

/** `telemetry-absent.foreign` is of that page for a service with metrics of its own. */
function pageOf(name: string): string {
  const [runbook, model = 'example'] = name.split('.')
  const page = rendered({ example, foreign }[model] ?? example).get(`runbooks/${runbook}.md`)
  assert.ok(page, name)
  return page
}
