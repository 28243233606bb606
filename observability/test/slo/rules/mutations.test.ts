// A mistake in the compiler fails a generated test. Here one of each kind; all of them in ci/long/.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupBy } from '../../../group-by.ts'
import { survivors, workbenches } from './mutation.ts'
import { everyPromtool } from './promtool.ts'

/** Of each kind of mistake, in each rule file. */
const SAMPLE = 1

/** Latency differs in what is bad alone. */
const QUICK = ['availability', 'platform']

for (const bench of workbenches().filter(({ name }) => QUICK.includes(name)))
  test(`a mistake of each kind in the ${bench.name} rules fails a generated test`, async (t) => {
    const [promtool] = everyPromtool(t)
    if (!promtool) return
    const kinds = groupBy(bench.mutants, ({ kind }) => kind)
    const sample = [...kinds.values()].flatMap((all) => {
      const middle = Math.floor(all.length / 2)
      return all.slice(middle, middle + SAMPLE)
    })
    assert.deepEqual(await survivors(t, promtool, bench, sample), [])
  })
