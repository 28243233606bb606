// How much JavaScript the pages are, as it travels: compressed with gzip.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUILT = fileURLToPath(new URL('../../../observability/console/pages/.built/', import.meta.url))

export interface Script {
  /** As built, without the hash. */
  readonly name: string
  readonly bytes: number
  readonly gzipped: number
}

/** Largest first. */
export function builtScripts(): Script[] {
  const paths = globSync('**/*.js', { cwd: BUILT })
  if (paths.length === 0) throw new Error('the pages are not built: run npm run pages -w paved-road')
  return paths.map((path) => scriptOf(path, readFileSync(BUILT + path))).sort((a, b) => b.gzipped - a.gzipped)
}

export function scriptOf(path: string, content: Uint8Array): Script {
  const name = path.replace(/^.*\//, '').replace(/-[\w-]{8}\.js$/, '')
  return { name, bytes: content.length, gzipped: gzipSync(content).length }
}
