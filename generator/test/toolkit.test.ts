import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { SOURCES, toolkitSources } from '../shell/toolkit.ts'

describe("the toolkit's tarball in a checkout", () => {
  it('is made anew after a change of anything that is compiled or copied into it', () => {
    const { include } = JSON.parse(readFileSync(join(SOURCES, 'tsconfig.build.json'), 'utf8'))
    const copied = ['bin', 'package.json', 'scripts', 'tsconfig.build.json', '../runbooks']
    const watched = toolkitSources()
    assert.deepEqual(
      [...include, ...copied].filter((path) => !watched.includes(join(SOURCES, path))),
      [],
    )
    assert.equal(watched.includes(join(SOURCES, 'test')), false)
  })
})
