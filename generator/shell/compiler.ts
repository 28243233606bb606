// The toolkit's SLO compiler: its sources in a checkout under a Node that runs them, else what was compiled of them.
// The toolkit never imports the generator, so the way is free in this direction.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Compile } from '../core/compiled.ts'
import { IN_CHECKOUT, PACKAGE_ROOT } from '../core/read.ts'
import { SOURCES } from './toolkit.ts'

/** Where a packed generator carries the toolkit's compiled code. */
export const PACKED_COMPILER = join(PACKAGE_ROOT, 'toolkit')

const ENTRY = 'slo/compile-text'

export async function loadCompiler(): Promise<Compile> {
  const { compileText } = await import(pathToFileURL(entry()).href)
  return compileText
}

function entry(): string {
  const source = join(SOURCES, `${ENTRY}.ts`)
  if (!IN_CHECKOUT) return join(PACKED_COMPILER, `${ENTRY}.js`)
  const runsSources = Number(process.versions.node.split('.')[0]) >= 24 && existsSync(source)
  return runsSources ? source : join(SOURCES, 'dist', `${ENTRY}.js`)
}
