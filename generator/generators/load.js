// Where Yeoman finds the generators, whatever Node runs it: the TypeScript sources in a checkout under Node 24, what
// is compiled of them in a package. In a checkout under an older Node they are compiled first if they are newer.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = ['core', 'shell', 'yeoman', 'scripts']

/** The class of `name`, a file of yeoman/. */
export async function load(name) {
  const source = join(root, 'yeoman', `${name}.ts`)
  const compiled = join(root, 'dist', 'yeoman', `${name}.js`)
  const isCheckout = existsSync(source)
  const runsSources = isCheckout && Number(process.versions.node.split('.')[0]) >= 24
  if (isCheckout && !runsSources && newest(SOURCES) > newest(['dist'])) compile()
  const { default: Generator } = await import(pathToFileURL(runsSources ? source : compiled).href)
  return Generator
}

function compile() {
  const tsc = join(root, '..', 'node_modules', 'typescript', 'bin', 'tsc')
  const args = [tsc, '-p', join(root, 'tsconfig.build.json')]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status === 0) return
  const [why = 'tsc did not run'] = (stdout ?? '').split('\n')
  throw new Error(
    `NODE_TOO_OLD ${root} cannot be compiled for Node ${process.versions.node} (${why}): ` +
      'run npm run build there as its owner, or use Node 24',
  )
}

function newest(folders) {
  const times = folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [0]
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    return files
      .filter((file) => file.isFile())
      .map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs)
  })
  return Math.max(0, ...times)
}
