// The shapes that public specs have: each compiles to rules that load, with tests that pass. Those that play whole
// days minute by minute are left to ci/long/.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { compileRules } from '../../../slo/compile/index.ts'
import { readSpecs } from '../../../slo/spec/index.ts'
import { ruleTests } from '../../../slo/tests/index.ts'
import { corpusFolder, everyPromtool, folderOf, inPairs, judge, pathsIn, readCorpus } from './promtool.ts'

const specs = readdirSync(corpusFolder).filter((name) => name.endsWith('.yaml'))
const QUICK = /\.(?:days|silence|platform)\.test\.yaml$/

test('the rules of every spec in the corpus load in every promtool, and their quick tests pass in one or the other', async (t) => {
  assert.ok(specs.length >= 30, `${specs.length} specs`)
  const versions = everyPromtool(t)
  await inPairs(specs, async (name) => {
    const { model } = readSpecs([{ path: name, text: readCorpus(name) }])
    const artefacts = [...compileRules(model), ...ruleTests(model)]
    const folder = folderOf(t, artefacts)
    for (const [turn, promtool] of versions.entries()) {
      const checked = await judge(promtool, 'check', folder, pathsIn(artefacts, 'rules/'))
      assert.ok(checked.ok, `${name} in ${promtool.version}: ${checked.output}`)
      if ((specs.indexOf(name) + turn) % 2 === 1) continue
      const quick = pathsIn(artefacts, 'tests/').filter((path) => QUICK.test(path))
      assert.ok(quick.length > 0, name)
      const tested = await judge(promtool, 'test', folder, quick)
      assert.ok(tested.ok, `${name} in ${promtool.version}: ${tested.output}`)
    }
  })
})

test('what feeds a query is told for all but those that look back by themselves', () => {
  const silent = specs.flatMap((name) =>
    pathsIn(ruleTests(readSpecs([{ path: name, text: readCorpus(name) }]).model), 'tests/').filter((path) =>
      path.includes('.silence.'),
    ),
  )
  assert.deepEqual(silent.sort(), [
    'tests/suggestions.p99-latency-bearable.silence.test.yaml',
    'tests/suggestions.p99-latency-fast.silence.test.yaml',
  ])
})
