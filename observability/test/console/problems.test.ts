import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PROBLEMS } from '../../console/problems.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('../docs/reference/console-api.md', root), 'utf8')

describe('the refusals of the API', () => {
  it('are all documented with their status, and nothing else is', () => {
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` +\| (\d{3}) +\| \S/gm)]
    const documented = rows.map(([, code, status]) => [code, Number(status)])
    assert.deepEqual(documented, Object.entries(PROBLEMS))
  })

  it('are all used', () => {
    const text = globSync('console/{api,server,engine}/*.ts', { cwd: root })
      .concat('console/runbooks.ts')
      .map((file) => readFileSync(new URL(file, root), 'utf8'))
      .join('\n')
    for (const code of Object.keys(PROBLEMS)) assert.ok(text.includes(`'${code}'`), code)
  })

  it('are of addresses that are all documented', () => {
    const router = readFileSync(new URL('console/api/router.ts', root), 'utf8')
    const paths = [...router.matchAll(/path: \/\^(\S+)\$\/,/g)].map(([, path = '']) =>
      path.replaceAll('\\/', '/').replace(/\(\?<(\w+)>[^)]*\)/g, '{$1}'),
    )
    assert.ok(paths.length > 10)
    for (const path of paths) assert.ok(page.includes(`\`${path}\``), path)
  })
})
