import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Packs both packages into `folder` and answers where the tarballs are. */
export function pack(folder: string): string[] {
  const args = [
    'pack',
    '--json',
    '--pack-destination',
    folder,
    '-w',
    'paved-road',
    '-w',
    'generator-paved-road',
  ]
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm pack ended with ${status}:\n${stderr}`)
  return [...stdout.matchAll(/"filename": "([^"]+)"/g)].map(([, name = '']) => join(folder, name))
}
