// Compiles the toolkit into dist/, with the generated OTLP messages, the Markdown lexer and their licences beside the code
// that loads them, the console's pages as built, and the runbooks as written. npm runs it before packing.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)

rmSync(`${root}dist`, { recursive: true, force: true })
run(resolve('typescript/package.json').replace('package.json', 'bin/tsc'), ['-p', 'tsconfig.build.json'])
// Its default way of reading its own configuration writes into the folder, which would make the sources newer than this.
run(resolve('vite/package.json').replace('package.json', 'bin/vite.js'), [
  ...['build', 'console/pages', '--config', 'console/pages/vite.config.ts', '--configLoader', 'native'],
  ...['--outDir', `${root}dist/console/pages`, '--logLevel', 'warn'],
])

const published = '@opentelemetry/otlp-transformer'
copyFileSync(
  resolve(`${published}/build/src/generated/root.js`),
  `${root}dist/console/otlp/definitions.generated.cjs`,
)
copyFileSync(resolve(`${published}/LICENSE`), `${root}dist/console/otlp/definitions.generated.LICENSE`)
const marked = resolve('marked')
copyFileSync(marked, `${root}dist/console/markdown/marked.generated.js`)
copyFileSync(
  new URL('../LICENSE', pathToFileURL(marked)),
  `${root}dist/console/markdown/marked.generated.LICENSE`,
)
cpSync(`${root}../runbooks`, `${root}dist/runbooks`, { recursive: true })

function run(program: string, args: readonly string[]): void {
  // Standard output belongs to npm pack, which says there what it packed.
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}
