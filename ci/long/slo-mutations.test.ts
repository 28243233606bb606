// Mistakes that the generated rule tests are to see, one at a time, spread over all there are: each factor, window,
// guard, label, operator, offset and function of the compiled rules, but for those that mutants.ts says nothing could
// tell from the original.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { survivors, workbenches } from '../../observability/test/slo/rules/mutation.ts'
import { everyPromtool } from '../../observability/test/slo/rules/promtool.ts'
import { sized } from './rounds.ts'

/** Some two seconds each: all of them take more than an hour (LONG_SCALE=100). */
const AT_MOST = sized(20, 40)

for (const bench of workbenches())
  test(`every mistake in the ${bench.name} rules fails a generated test`, async (t) => {
    const [promtool] = everyPromtool(t)
    if (!promtool) return
    const stride = Math.max(1, Math.floor(bench.mutants.length / AT_MOST))
    const some = bench.mutants.filter((_, index) => index % stride === 0)
    const alive = await survivors(t, promtool, bench, some)
    t.diagnostic(`${some.length} of ${bench.mutants.length} mistakes`)
    assert.deepEqual(alive, [])
  })
