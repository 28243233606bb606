// Which toolkit a stamped service gets. In a checkout it is packed from the sources whenever those are newer; a
// package brings the tarball it was packed with, or none when it was published.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { IN_CHECKOUT, PACKAGE_ROOT } from '../core/read.ts'
import type { Toolkit } from '../core/toolkit.ts'

export const SOURCES = join(dirname(PACKAGE_ROOT), 'observability')
const NOT_PACKED = new Set(['dist', 'node_modules', 'test'])

/** All that a packed toolkit is made of. */
export function toolkitSources(): string[] {
  const own = readdirSync(SOURCES).filter((name) => !NOT_PACKED.has(name))
  return [...own.map((name) => join(SOURCES, name)), join(dirname(PACKAGE_ROOT), 'runbooks')]
}

export async function provideToolkit(): Promise<Toolkit> {
  const version: string = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version
  const tarball = join(PACKAGE_ROOT, 'vendor', `paved-road-${version}.tgz`)
  if (IN_CHECKOUT && !isFresh(tarball)) {
    const { packToolkit } = await import('../scripts/pack-toolkit.ts')
    packToolkit(SOURCES, tarball, () => isFresh(tarball))
  }
  if (!existsSync(tarball)) return { source: 'registry' }
  return { source: 'vendored', version, tarball: readFileSync(tarball) }
}

function isFresh(tarball: string): boolean {
  const packed = statSync(tarball, { throwIfNoEntry: false })
  return packed !== undefined && toolkitSources().every((path) => newest(path) <= packed.mtimeMs)
}

/** Time of the last change at or below `path`, in milliseconds. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  const within = readdirSync(path).map((name) => newest(join(path, name)))
  return Math.max(found.mtimeMs, ...within)
}
