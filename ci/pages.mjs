// The console's pages of a checkout: whether they were built from what is here, and building them. Plain JavaScript without
// dependencies, for setup.mjs.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const toolkitOf = (root) => join(root, 'observability')
const pagesOf = (root) => join(toolkitOf(root), 'console', 'pages')
const builtOf = (root) => join(pagesOf(root), '.built')
const markOf = (root) => join(builtOf(root), '.built-from')

/** By content, since times of files say little after a checkout. */
export function areBuilt(root) {
  if (!existsSync(join(pagesOf(root), 'index.html'))) return true
  const mark = markOf(root)
  return existsSync(mark) && readFileSync(mark, 'utf8') === sourcesOf(root)
}

/** The console as a whole, of which they take what they share with the server; names; and the versions of what builds them. */
function sourcesOf(root) {
  const hash = createHash('sha256')
  const built = builtOf(root)
  const add = (path) => {
    const entries = readdirSync(path, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = join(path, entry.name)
      if (entry.isDirectory() && inside !== built) add(inside)
      else if (entry.isFile()) hash.update(`${entry.name}\n`).update(readFileSync(inside))
    }
  }
  for (const folder of ['console', 'conventions']) add(join(toolkitOf(root), folder))
  return hash.update(readFileSync(join(toolkitOf(root), 'package.json'))).digest('hex')
}

/** Answers with what went wrong, if something did. */
export function buildPages(root) {
  const sources = sourcesOf(root)
  const place = pagesOf(root)
  const pinned = join(root, 'node_modules', '.bin', 'node')
  const node = process.platform !== 'win32' && existsSync(pinned) ? pinned : process.execPath
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const options = [
    '--config',
    join(place, 'vite.config.ts'),
    '--configLoader',
    'native',
    '--logLevel',
    'error',
  ]
  const { status, error } = spawnSync(node, [vite, 'build', place, ...options], {
    cwd: toolkitOf(root),
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) return { place, what: error ? error.message : `vite ended with code ${status}` }
  writeFileSync(markOf(root), sources)
}
