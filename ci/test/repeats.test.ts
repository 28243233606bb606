// Two packages that must not import each other hold the same few lines. Change both, or neither.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const REPEATS: Record<string, { files: [string, string]; part: RegExp }> = {
  'how an error is coded and shown': {
    files: ['generator/core/errors.ts', 'observability/cli/errors.ts'],
    part: /^export type Code = [\s\S]*?^export class CodedError [\s\S]*?^}$/m,
  },
  'how a command moves on to the pinned Node': {
    files: ['generator/bin/launch.js', 'observability/bin/paved-road.js'],
    part: /^\/\*\* It may have been deleted[\s\S]*/m,
  },
}

describe('what stands in two packages', () => {
  for (const [what, { files, part }] of Object.entries(REPEATS)) {
    it(`is the same in both: ${what}`, () => {
      const [one, other] = files.map((file) => {
        const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
        return part.exec(text)?.[0] ?? assert.fail(`${file} holds no such part`)
      })
      assert.ok((one?.split('\n').length ?? 0) > 20)
      assert.equal(one, other)
    })
  }
})
