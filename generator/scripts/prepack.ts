// npm runs it before packing: compiles, gathers the templates, and packs the toolkit beside them, so that the tarball
// is complete. What is published leaves the toolkit to the registry.
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LEFT_BEHIND, PACKAGE_ROOT, PACKED_NAMES, templateFolder } from '../core/read.ts'
import { provideToolkit } from '../shell/toolkit.ts'
import './build.ts'

for (const name of ['service', 'module'] as const)
  gather(templateFolder(name), join(PACKAGE_ROOT, 'templates', name))

if (process.env.npm_command === 'publish')
  rmSync(join(PACKAGE_ROOT, 'vendor'), { recursive: true, force: true })
else await provideToolkit()

function gather(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true, filter: (path) => !LEFT_BEHIND.has(basename(path)) })
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    const packed = PACKED_NAMES[basename(path)]
    if (packed && existsSync(join(to, path))) renameSync(join(to, path), join(to, path, '..', packed))
  }
}
