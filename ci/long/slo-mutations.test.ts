// Every mistake that the generated rule tests are to see, one at a time: each factor, window, guard, label, operator,
// offset and function of the compiled rules, but for those that mutants.ts says nothing could tell from the original.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survivors, workbenches } from '../../observability/test/slo/rules/mutation.ts'
import { everyPromtool } from '../../observability/test/slo/rules/promtool.ts'

for (const bench of workbenches())
  test(`every mistake in the ${bench.name} rules fails a generated test`, async (t) => {
    const [promtool] = everyPromtool(t)
    if (!promtool) return
    const alive = await survivors(t, promtool, bench, bench.mutants)
    t.diagnostic(`${bench.mutants.length} mistakes, ${alive.length} unseen`)
    assert.deepEqual(alive, [])
  })
