// Releasing to a cluster or a machine, killed after each single change that it makes there, and repeated.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

for (const target of ['gateway', 'rollouts', 'host'])
  test(`release.ts goes on after any kill: ${target}`, () => {
    const file = `generator/test/deploy/${target}.test.ts`
    const { NODE_TEST_CONTEXT: _, ...env } = process.env // or the inner run reports to this one
    const args = ['--test', '--test-name-pattern=killed', file]
    const run = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...env, KILL_AFTER_EACH: 'true' },
    })
    assert.equal(run.status, 0, run.stdout + run.stderr)
    assert.match(run.stdout, /^ℹ pass [1-9]/m)
  })
