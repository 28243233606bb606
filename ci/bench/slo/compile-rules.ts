// SLO files → rule files and nothing else: `node compile-rules.ts OUT FILE…`. What Sloth makes, made by our stages.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileRules } from '../../../observability/slo/compile/index.ts'
import { loadSpecFiles, readSpecs } from '../../../observability/slo/spec/index.ts'

const [out = '', ...files] = process.argv.slice(2)
for (const { path, text } of compileRules(readSpecs(loadSpecFiles(files)).model)) {
  const file = join(out, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
