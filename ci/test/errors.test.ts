import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const ROOT = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')

test('the codes of setup, tests and benchmarks are those documented, and no others', () => {
  const page = read('docs/reference/errors-ci.md')
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` +\| [123] +\| \S/gm)].map(([, code]) => code)

  const sources = globSync(['ci/*.{ts,mjs}', 'ci/{bench,components}/**/*.ts'], { cwd: ROOT })
  // At the beginning of a string: names of variables look alike.
  const used = sources.flatMap((file) =>
    [...read(file).matchAll(/['`]((?:BENCH|COMPONENT|SETUP|TEST)_[A-Z_]+)(?=[ '])/g)].map(([, code]) => code),
  )
  assert.deepEqual(documented, [...new Set(used)].sort())
})
