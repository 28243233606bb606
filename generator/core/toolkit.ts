// The toolkit (`paved-road`) as a stamped service depends on it: a tarball that travels with the service while
// nothing is published, else the version from the registry.
import { createHash } from 'node:crypto'

export type Toolkit =
  | { readonly source: 'registry' }
  | { readonly source: 'vendored'; readonly version: string; readonly tarball: Buffer }

export const TOOLKIT = 'paved-road'

export const vendoredPath = (version: string): string => `.paved-road/paved-road-${version}.tgz`

interface Manifest {
  devDependencies: Record<string, string>
}
interface Lockfile {
  packages: Record<string, Record<string, unknown> & Partial<Manifest>>
}

/** package.json and package-lock.json as text in, as text out; the order of keys is kept. */
export function dependOnToolkit(path: string, content: string, toolkit: Toolkit): string {
  if (toolkit.source === 'registry') return content
  const spec = `file:${vendoredPath(toolkit.version)}`
  const json = JSON.parse(content)
  if (path === 'package.json') (json as Manifest).devDependencies[TOOLKIT] = spec
  else lockVendored(json as Lockfile, spec, toolkit)
  return `${JSON.stringify(json, null, 2)}\n`
}

/** The entry as npm writes it for a tarball, so that `npm ci` finds nothing to complain about. */
function lockVendored(
  { packages }: Lockfile,
  spec: string,
  { version, tarball }: Extract<Toolkit, { source: 'vendored' }>,
): void {
  const { '': root, [`node_modules/${TOOLKIT}`]: entry } = packages
  if (!root?.devDependencies || !entry) throw new Error(`package-lock.json knows no ${TOOLKIT}`)
  root.devDependencies[TOOLKIT] = spec
  const { version: _, ...rest } = entry
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
  packages[`node_modules/${TOOLKIT}`] = { version, resolved: spec, integrity, ...rest }
}
