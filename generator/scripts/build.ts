// Compiles the generators into dist/ for Nodes that do not run TypeScript.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PACKAGE_ROOT } from '../core/read.ts'

rmSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, force: true })
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const { status } = spawnSync(
  process.execPath,
  [join(typescript, 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 2, 2],
  },
)
process.exitCode = status ?? 1
