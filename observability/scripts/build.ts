// Compiles the toolkit into dist/, with the generated OTLP messages, the Markdown lexer and their licences beside the code
// that loads them, and the runbooks as written. npm runs it before packing.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)

rmSync(`${root}dist`, { recursive: true, force: true })
const tsc = resolve('typescript/package.json').replace('package.json', 'bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)

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
