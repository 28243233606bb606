// npm runs it before packing: compiles, gathers the templates, packs the toolkit beside them and takes its compiled SLO
// compiler along, so that the tarball is complete. What is published leaves the toolkit's tarball to the registry.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LEFT_BEHIND, PACKAGE_ROOT, PACKED_NAMES, templateFolder } from '../core/read.ts'
import { PACKED_COMPILER } from '../shell/compiler.ts'
import { provideToolkit, SOURCES } from '../shell/toolkit.ts'
import './build.ts'

for (const name of ['service', 'module'] as const)
  gather(templateFolder(name), join(PACKAGE_ROOT, 'templates', name))

await provideToolkit()
if (process.env.npm_command === 'publish')
  rmSync(join(PACKAGE_ROOT, 'vendor'), { recursive: true, force: true })
takeCompiler()

/** All of the toolkit that the compiler is made of; its dependencies are this package's as well. */
function takeCompiler(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], {
    cwd: SOURCES,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error('the toolkit could not be compiled')
  rmSync(PACKED_COMPILER, { recursive: true, force: true })
  for (const part of ['cli', 'conventions', 'dashboards', 'group-by.js', 'runbooks', 'slo'])
    cpSync(join(SOURCES, 'dist', part), join(PACKED_COMPILER, part), { recursive: true })
}

function gather(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true, filter: (path) => !LEFT_BEHIND.has(basename(path)) })
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    const packed = PACKED_NAMES[basename(path)]
    if (packed && existsSync(join(to, path))) renameSync(join(to, path), join(to, path, '..', packed))
  }
}
