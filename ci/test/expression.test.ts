import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate, holds, interpolate } from '../pipelines/expression.ts'

const scope = {
  contexts: { github: { ref: 'refs/heads/main' }, steps: { canary: { outcome: 'success' } } },
  functions: { success: () => false, failure: () => true, cancelled: () => false, always: () => true },
}

test('an expression of a workflow means what it means on GitHub', () => {
  const meant: Record<string, string | boolean> = {
    "github.ref == 'refs/heads/main'": true,
    "vars.NONE != ''": false,
    "vars.NONE || 'ubuntu-latest'": 'ubuntu-latest',
    "github.ref != '' && 'yes' || 'no'": 'yes',
    "'it''s'": "it's",
    "(failure() || cancelled()) && steps.canary.outcome != 'skipped'": true,
    '!cancelled() && !failure()': false,
  }
  for (const [expression, value] of Object.entries(meant)) assert.equal(evaluate(expression, scope), value)
  assert.equal(interpolate(`on \${{ github.ref }}, \${{ vars.NONE }}.`, scope), 'on refs/heads/main, .')
})

test('a step is left out after a failure, unless it asks how things stand', () => {
  assert.equal(holds(undefined, scope), false)
  assert.equal(holds("github.ref != ''", scope), false)
  assert.equal(holds(`\${{ always() }}`, scope), true)
  assert.equal(holds('failure()', scope), true)
})

test('an expression that is not understood is an error, and not taken for something else', () => {
  for (const unknown of ['a < b', 'hashFiles()', '(a', 'a b', 'a[0]'])
    assert.throws(() => evaluate(unknown, scope), /is not understood in|no function|is not closed/, unknown)
})
