import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sentence, sum, tallyOf } from '../tally.ts'

const SPEC = `✔ adds (0.5ms)
ℹ tests 7
ℹ suites 0
ℹ pass 3
ℹ fail 1
ℹ cancelled 1
ℹ skipped 2
ℹ todo 0
`

test("node:test's closing lines are counted, a cancelled test as a failed one", () => {
  assert.deepEqual(tallyOf(SPEC), { passed: 3, failed: 2, skipped: 2 })
})

test("Playwright's closing lines are counted through their colours, a flaky test as a failed one", () => {
  const output =
    '\u001b[31m  1 failed\u001b[39m\n    e2e/a.ts:3:1 › x\n  1 flaky\n  2 skipped\n\u001b[32m  12 passed\u001b[39m\u001b[2m (3.4s)\u001b[22m\n'
  assert.deepEqual(tallyOf(output), { passed: 12, failed: 2, skipped: 2 })
})

test('several runners in one output are added up', () => {
  assert.deepEqual(tallyOf(`${SPEC}\n${SPEC}`), { passed: 6, failed: 4, skipped: 4 })
})

test('the names of tests are not mistaken for counts', () => {
  assert.deepEqual(tallyOf('✔ pass 12\n    ℹ pass 3\n12 passed\n'), { passed: 0, failed: 0, skipped: 0 })
})

test('the closing sentence says all three', () => {
  assert.equal(sentence(sum([tallyOf(SPEC), tallyOf(SPEC)])), '6 passed, 4 failed, 4 skipped')
})
