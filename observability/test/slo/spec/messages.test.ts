import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { CODES } from '../../../cli/errors.ts'
import { outcome } from './read.ts'

const here = new URL('.', import.meta.url)
const readText = (path: string): string => readFileSync(new URL(path, here), 'utf8')

for (const [folder, what] of [
  ['refused', 'a file that cannot be compiled'],
  ['linted', 'a file that can be compiled, but should be looked at'],
] as const) {
  describe(`${what} says so`, () => {
    for (const path of globSync(`${folder}/*.yaml`, { cwd: here }).sort()) {
      const name = basename(path, '.yaml')
      it(name.replaceAll('-', ' '), () => {
        const expected = readText(`${folder}/${name}.message`).trim()
        assert.equal(outcome(`${name}.yaml`, readText(path)), expected)
      })
    }
  })
}

/** Of files as such, and of outputs: other tests have these. */
const ELSEWHERE =
  /^SLO_(FILE_UNREADABLE|FILE_TOO_LARGE|COUNT_EXCEEDED|PROBLEMS_UNLISTED|OUTPUT_.*|DASHBOARD_TAKEN)$/

it('there is a message of every code', () => {
  const messages = globSync('*/*.message', { cwd: here }).map(readText).join('\n')
  const codes = Object.keys(CODES).filter((code) => code.startsWith('SLO_') && !ELSEWHERE.test(code))
  assert.deepEqual(
    codes.filter((code) => !messages.includes(`${code} `)),
    [],
  )
})
