// What is generated passes: for each kind, objective and period that people mostly have, in Prometheus 2 or 3 in turn.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRules } from '../../observability/slo/compile/index.ts'
import { ruleTests } from '../../observability/slo/tests/index.ts'
import { modelOf, objectiveOn, type Wanted } from '../../observability/test/slo/rules/models.ts'
import {
  everyPromtool,
  folderOf,
  inPairs,
  judge,
  pathsIn,
} from '../../observability/test/slo/rules/promtool.ts'

const ALL: Wanted[] = (['availability', 'latency'] as const).flatMap((kind) =>
  [0.99, 0.995, 0.999, 0.9995].flatMap((objective) =>
    (['28d', '30d'] as const).map((period) => ({ kind, objective, period })),
  ),
)

test('generated tests pass for availability and latency, four objectives and two periods', async (t) => {
  const versions = everyPromtool(t)
  if (versions.length === 0) return
  const jobs = ALL.flatMap((wanted, index) => {
    const model = modelOf(objectiveOn(wanted))
    const tests = ruleTests(model)
    const folder = folderOf(t, [...compileRules(model), ...tests])
    const promtool = versions[(index + Math.floor(index / 2)) % versions.length]
    assert.ok(promtool)
    return pathsIn(tests, `tests/shop.${wanted.kind}.`).map((path) => ({ wanted, promtool, folder, path }))
  })
  await inPairs(jobs, async ({ wanted, promtool, folder, path }) => {
    const { ok, output } = await judge(promtool, 'test', folder, [path])
    assert.ok(ok, `${JSON.stringify(wanted)} in ${promtool.version}: ${output}`)
  })
})

test('generated platform tests pass for each tier of services', async (t) => {
  for (const tier of ['critical', 'standard', 'internal'] as const) {
    const { services, slos } = modelOf()
    const model = { services: services.map((service) => ({ ...service, tier })), slos }
    const tests = ruleTests(model)
    const folder = folderOf(t, [...compileRules(model), ...tests])
    for (const promtool of everyPromtool(t)) {
      const { ok, output } = await judge(promtool, 'test', folder, pathsIn(tests, 'tests/'))
      assert.ok(ok, `${tier} in ${promtool.version}: ${output}`)
    }
  }
})
