import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { readSpecs } from '../../../slo/spec/index.ts'

const folder = new URL('../corpus/', import.meta.url)
const files = globSync('*.yaml', { cwd: folder })
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))

describe('specs in the shapes that people write', () => {
  it('are at least thirty', () => assert.ok(files.length >= 30))

  for (const file of files) {
    it(`${file.path} is read, with nothing to complain about but what its alerts cannot take over`, () => {
      const { model, lints } = readSpecs([file], {})
      assert.ok(model.slos.length > 0)
      const others = lints.filter(({ code }) => !['SLO_LABEL_TAKEN', 'SLO_ALERTING_IGNORED'].includes(code))
      assert.deepEqual(others, [])
    })
  }

  it('are read the same whatever the order of the files', () => {
    assert.deepEqual(readSpecs(files, {}).model, readSpecs(files.toReversed(), {}).model)
  })
})
