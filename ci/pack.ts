// Tarballs of this checkout's packages, as a registry would have them.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from '../generator/shell/npm.ts'

/** Packs the package in the folder `name` into the folder `into`; answers where the tarball is. */
export function pack(name: 'generator' | 'observability', into: string): string {
  const cwd = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const { status, stdout, stderr } = npm(['pack', '--json', '--pack-destination', into], { cwd, quiet: true })
  const [, file] = /"filename": "([^"]+)"/.exec(stdout) ?? []
  if (status !== 0 || !file) throw new Error(`npm pack ended with ${status}:\n${stderr}`)
  return join(into, file)
}
