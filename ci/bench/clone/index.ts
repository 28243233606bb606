// From `git clone` to the first trace that is seen, stage by stage; then once more with what npm has cached.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Part } from '../report.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

type Stages = Record<string, number>

export const clone: Part = {
  id: 'clone',
  title: 'Fresh clone to first visible trace',
  about:
    'Seconds of each stage of `git clone`, `node ci/setup.mjs` and `npm start -- --once --json` on what is committed, ' +
    "with the machine's own Node first on `PATH`: first with an empty npm cache, then a second clone with the cache " +
    'that the first one left. `trace` to `database` verify what was received.',
  async run(progress) {
    const home = mkdtempSync(join(tmpdir(), 'bench-clone-'))
    try {
      const cold = once(home, 'cold')
      progress(`empty cache: ${total(cold)} s`)
      const warm = once(home, 'warm')
      progress(`warm cache: ${total(warm)} s`)
      return {
        tables: [
          {
            title: '',
            columns: ['stage', 'empty npm cache', 'warm npm cache'],
            rows: [
              ...Object.keys(cold).map((stage) => [stage, seconds(cold[stage]), seconds(warm[stage])]),
              ['all', total(cold), total(warm)],
            ],
          },
        ],
        figures: [
          { name: 'fresh clone to first visible trace, empty cache', value: Number(total(cold)), unit: 's' },
          { name: 'fresh clone to first visible trace, warm cache', value: Number(total(warm)), unit: 's' },
        ],
      }
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  },
}

const seconds = (milliseconds = 0): string => (milliseconds / 1000).toFixed(1)
const total = (stages: Stages): string => seconds(Object.values(stages).reduce((sum, ms) => sum + ms, 0))

function once(home: string, name: string): Stages {
  const checkout = join(home, name)
  const env = environment(join(home, 'npm-cache'))
  const [clone] = timed('git', ['clone', '--quiet', ROOT, checkout], home, env)
  const [setup] = timed('node', ['ci/setup.mjs'], checkout, env)
  const [start, output] = timed('npm', ['start', '--silent', '--', '--once', '--json'], checkout, env)
  const stages = (JSON.parse(output) as { timings_ms: Stages }).timings_ms
  const known = Object.values(stages).reduce((sum, ms) => sum + ms, 0)
  return { clone, 'install the workspace': setup, ...stages, 'npm and the end': start - known }
}

function timed(file: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): [number, string] {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${stderr}`)
  return [performance.now() - started, stdout]
}

/** Without the Node and the npm settings of the run that this is part of. */
function environment(cache: string): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_)/i.test(name))
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), npm_config_cache: cache }
}
