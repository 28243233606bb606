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

/**
 * What tells a birth from a series that is new for another reason is a long condition. Its stories are told in
 * observability/test/slo/compile/births.test.ts; the generated tests play fewer, and see most mistakes in it, not all.
 */
const OF_BIRTHS =
  /^(?:matcher|value|offset|range|function|operator|default) slo:sli_\w+:increase(?:5m|30m|1h)\b/

for (const bench of workbenches())
  test(`every mistake in the ${bench.name} rules fails a generated test`, async (t) => {
    const [promtool] = everyPromtool(t)
    if (!promtool) return
    const stride = Math.max(1, Math.floor(bench.mutants.length / AT_MOST))
    const some = bench.mutants.filter((_, index) => index % stride === 0)
    const alive = await survivors(t, promtool, bench, some)
    for (const name of alive) t.diagnostic(`unseen: ${name}`)
    t.diagnostic(`${some.length} of ${bench.mutants.length} mistakes, ${alive.length} unseen`)
    const countsBirths = bench.name === 'availability'
    assert.deepEqual(
      alive.filter((name) => !(countsBirths && OF_BIRTHS.test(name))),
      [],
    )
    assert.ok(alive.length <= some.length / 10, `${alive.length} unseen in births`)
  })
