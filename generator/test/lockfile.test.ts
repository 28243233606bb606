import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

const json = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
const lock = json('templates/service/package-lock.json')
const REMEDY = 'run node ci/lock-template.ts'

describe("the template's lockfile", () => {
  it('locks what package.json asks for', () => {
    const manifest = json('templates/service/package.json')
    const { '': root } = lock.packages
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'engines'])
      assert.deepEqual(root[kind], manifest[kind], `${kind}: ${REMEDY}`)
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      assert.equal(lock.packages[`node_modules/${name}`].version, version, `${name}: ${REMEDY}`)
  })

  it('locks the toolkit as it stands beside it', () => {
    const { version, dependencies, bin, engines } = json('observability/package.json')
    const locked = lock.packages['node_modules/paved-road']
    assert.deepEqual(
      { ...locked, dev: undefined, license: undefined },
      {
        version,
        dev: undefined,
        license: undefined,
        dependencies,
        bin,
        engines,
      },
      REMEDY,
    )
  })

  it('names no registry, and proves the content of all else', () => {
    for (const [path, entry] of Object.entries<{ integrity?: string; resolved?: string }>(lock.packages)) {
      assert.equal(entry.resolved, undefined, path)
      if (path !== '' && path !== 'node_modules/paved-road')
        assert.match(entry.integrity ?? '', /^sha512-/, path)
    }
  })
})
