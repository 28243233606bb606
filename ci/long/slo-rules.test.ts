// Every generated test of every spec in the corpus, in every promtool: those of pages and tickets too, which `npm test`
// leaves out.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { compileRules } from '../../observability/slo/compile/index.ts'
import { readSpecs } from '../../observability/slo/spec/index.ts'
import { ruleTests } from '../../observability/slo/tests/index.ts'
import {
  corpusFolder,
  everyPromtool,
  folderOf,
  inPairs,
  judge,
  pathsIn,
  readCorpus,
} from '../../observability/test/slo/rules/promtool.ts'

const specs = readdirSync(corpusFolder).filter((name) => name.endsWith('.yaml'))

test(`all generated tests of ${specs.length} specs pass in every promtool`, async (t) => {
  const versions = everyPromtool(t)
  const jobs = specs.flatMap((name) => {
    const { model } = readSpecs([{ path: name, text: readCorpus(name) }])
    const tests = ruleTests(model)
    const folder = folderOf(t, [...compileRules(model), ...tests])
    return versions.flatMap((promtool) =>
      pathsIn(tests, 'tests/').map((path) => ({ name, promtool, folder, path })),
    )
  })
  await inPairs(jobs, async ({ name, promtool, folder, path }) => {
    const { ok, output } = await judge(promtool, 'test', folder, [path])
    assert.ok(ok, `${name}, ${path} in ${promtool.version}: ${output}`)
  })
})
