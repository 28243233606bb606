import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { CODES, CodedError, quoted } from '../core/errors.ts'

const ROOT = new URL('../', import.meta.url)
const page = readFileSync(new URL('../docs/reference/errors-generator.md', ROOT), 'utf8')

describe('the error codes', () => {
  it('are all documented, in order, and nothing else is', () => {
    const documented = [...page.matchAll(/^## `([A-Z_]+)`$/gm)].map(([, code]) => code)
    assert.deepEqual(documented, Object.keys(CODES).sort())
  })

  it('are documented with their meaning and exit code', () => {
    for (const [code, { meaning, exit }] of Object.entries(CODES))
      assert.ok(page.includes(`## \`${code}\`\n\n${meaning} Exit code ${exit}.`), code)
  })

  it('are all used', () => {
    const files = globSync(['{core,shell,yeoman,scripts}/**/*.ts', '{bin,generators}/**/*.js'], { cwd: ROOT })
    const text = files
      .filter((file) => !file.endsWith('errors.ts'))
      .map((file) => readFileSync(new URL(file, ROOT), 'utf8'))
      .join('\n')
    assert.deepEqual(
      Object.keys(CODES).filter((code) => !new RegExp(`['"\`]${code}\\b`).test(text)),
      [],
    )
  })

  it('read as code, place, what, remedy, on one line whatever was typed', () => {
    const message = `${quoted('a\nb\u001b[31m\u202e')} is not a name`
    const error = new CodedError('NAME_INVALID', { place: 'name', message, remedy: 'use another' })
    assert.equal(String(error), 'NAME_INVALID name "a\\nb\\u001b[31m?" is not a name: use another')
    assert.equal(error.exitCode, 2)
  })
})
