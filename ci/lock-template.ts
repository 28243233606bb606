#!/usr/bin/env node
// Makes templates/service/package-lock.json with npm, in a temporary folder: within the workspace npm would write
// none. The toolkit is there as the tarball of this checkout, and is then locked as the registry would have it;
// stamping puts the tarball and its integrity back in. generator/test/lockfile.test.ts says when to run it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from '../generator/shell/npm.ts'
import { provideToolkit } from '../generator/shell/toolkit.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const template = join(root, 'templates', 'service')
const lockfile = join(template, 'package-lock.json')

const toolkit = await provideToolkit()
if (toolkit.source !== 'vendored') throw new Error('a checkout packs its toolkit')
const spec = `file:.paved-road/paved-road-${toolkit.version}.tgz`

const folder = mkdtempSync(join(tmpdir(), 'lock-template-'))
try {
  const manifest = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8'))
  const wanted = manifest.devDependencies['paved-road']
  manifest.devDependencies['paved-road'] = spec
  mkdirSync(join(folder, '.paved-road'))
  writeFileSync(join(folder, spec.slice('file:'.length)), toolkit.tarball)
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // From what is locked already, so that a new release elsewhere changes nothing by itself.
  try {
    const before = JSON.parse(readFileSync(lockfile, 'utf8'))
    delete before.packages['node_modules/paved-road']
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(before))
  } catch {}
  const { status } = npm(
    [
      'install',
      '--package-lock-only',
      '--omit-lockfile-registry-resolved',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    { cwd: folder },
  )
  if (status !== 0) throw new Error(`npm ended with ${status}`)

  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
  lock.packages[''].devDependencies['paved-road'] = wanted
  const { resolved: _, integrity: __, ...entry } = lock.packages['node_modules/paved-road']
  lock.packages['node_modules/paved-road'] = entry
  writeFileSync(lockfile, `${JSON.stringify(lock, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
