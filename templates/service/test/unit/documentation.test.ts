// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LATENCY_BOUNDS_SECONDS } from '../../src/platform/conventions.ts'

const ROOT = new URL('../../', import.meta.url)

describe('documentation', () => {
  it('tells what the code does: variables, problems, API', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.ts', '--check'], {
      cwd: fileURLToPath(ROOT),
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
  })

  it('promises only latencies that the histogram can count', () => {
    const promised = [...readFileSync(new URL('slo.yaml', ROOT), 'utf8').matchAll(/within: (\d+)ms/g)]
    assert.notEqual(promised.length, 0)
    for (const [, milliseconds] of promised) {
      assert.ok(
        (LATENCY_BOUNDS_SECONDS as readonly number[]).includes(Number(milliseconds) / 1000),
        `${milliseconds} ms`,
      )
    }
  })
})
