import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CODES, CodedError } from '../../cli/errors.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('../docs/reference/errors-toolkit.md', root), 'utf8')
const documented = [...page.matchAll(/^## `([A-Z_]+)`$/gm)].map(([, code]) => code)

describe('the error codes', () => {
  it('are all documented, and nothing else is', () => {
    assert.deepEqual(documented, Object.keys(CODES).sort())
  })

  it('are documented with their meaning and exit code', () => {
    for (const [code, { meaning, exit }] of Object.entries(CODES)) {
      assert.ok(page.includes(`## \`${code}\`\n\n${meaning} Exit code ${exit}.`), code)
    }
  })

  it('are all used, and no other code is', () => {
    const sources = globSync(['bin/**/*.js', '{canary,checks,cli,console,dashboards,slo,stack}/**/*.ts'], {
      cwd: root,
    })
    const text = sources
      .filter((file) => !file.endsWith('errors.ts'))
      .map((file) => readFileSync(new URL(file, root), 'utf8'))
      .join('\n')
    const used = [
      ...text.matchAll(
        /\b(?:CANARY|CHECK|CLI|CONSOLE|CONTRACT|MIGRATION|REHEARSAL|SLO|STACK)(?:_[A-Z]+)+\b/g,
      ),
    ].map(([code]) => code)
    assert.deepEqual([...new Set(used)].sort(), Object.keys(CODES).sort())
  })

  it('read as code, place, what, remedy', () => {
    const error = new CodedError('CLI_OPTION_INVALID', {
      place: '--port',
      message: 'is no port',
      remedy: 'give one',
    })
    assert.equal(String(error), 'CLI_OPTION_INVALID --port is no port: give one')
    assert.equal(error.exitCode, 2)
  })
})
