// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LATENCY_BOUNDS_SECONDS } from '../../src/platform/conventions.ts'

const ROOT = new URL('../../', import.meta.url)

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

/** Every TypeScript file below `folder`. */
const sources = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`${folder}/${path}`))

/** `CODE place what: remedy` at the beginning of a string, `code: 'CODE'` of a line, `seldom('CODE', …)`. */
const codesIn = (source: string): string[] =>
  [...source.matchAll(/['"`]([A-Z]+(?:_[A-Z]+)+) |\bcode: '([A-Z_]+)'|\bseldom\(\s*'([A-Z_]+)'/g)].map(
    ([, message, line, repeated]) => message ?? line ?? repeated ?? '',
  )

describe('documentation', () => {
  it('tells what the code does: variables, problems, API', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.ts', '--check'], {
      cwd: fileURLToPath(ROOT),
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
  })

  it('lists every code that a message begins with or a warning bears, and no other', () => {
    const said = ['src/platform', 'scripts', 'development'].flatMap(sources).flatMap(codesIn)
    const listed = read('docs/errors.md')
      .replace(/<!-- made[\s\S]*end -->/, '')
      .matchAll(/^\| `(\w+)`/gm)
    assert.deepEqual(Array.from(listed, ([, code]) => code).sort(), [...new Set(said)].sort())
  })

  it('promises only latencies that the histogram can count', () => {
    const promised = [...read('slo.yaml').matchAll(/within: (\d+)ms/g)]
    assert.notEqual(promised.length, 0)
    for (const [, milliseconds] of promised) {
      assert.ok(
        (LATENCY_BOUNDS_SECONDS as readonly number[]).includes(Number(milliseconds) / 1000),
        `${milliseconds} ms`,
      )
    }
  })
})
