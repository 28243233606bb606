// What `npm test` and `npm run test:long` run, in order: cheap and telling first.
import { globSync } from 'node:fs'

export interface Stage {
  name: string
  /** Each is run in turn; the first that fails ends the stage. */
  commands: Command[]
  /** Whether it reports tests; a stage that should and does not has failed. */
  counts: boolean
  limitSeconds: number
}

export interface Command {
  args: [string, ...string[]]
  cwd?: string
}

const TEMPLATE = 'templates/service'

export const suites: Record<'quick' | 'long', () => Stage[]> = {
  quick: () => [
    {
      name: 'lint',
      commands: [run('biome', 'check', '--error-on-warnings', '.')],
      counts: false,
      limitSeconds: 60,
    },
    {
      name: 'types',
      commands: types('.', 'observability', 'observability/console/pages', 'generator'),
      counts: false,
      limitSeconds: 120,
    },
    tests('ci', 'ci/test', { limitSeconds: 120 }),
    tests('observability', 'observability/test', { limitSeconds: 480 }),
    tests('generator', 'generator/test', { limitSeconds: 240 }),
    {
      name: 'template',
      commands: [run('npm', 'run', 'check').in(TEMPLATE), run('npm', 'test').in(TEMPLATE)],
      counts: true,
      limitSeconds: 240,
    },
    tests('ships', 'ci/ships', { serial: true, limitSeconds: 400 }),
    tests('demo', 'ci/demo', { serial: true, limitSeconds: 300 }),
    tests('browser', 'ci/browser', { serial: true, limitSeconds: 300 }),
  ],
  long: () => [
    tests('long', 'ci/long', { serial: true, limitSeconds: 3600, without: WAITING_AND_COMPUTING }),
    tests('beside', 'ci/long', { limitSeconds: 3600, only: WAITING_AND_COMPUTING }),
  ],
}

/** One of these mostly waits, for alerts whose time comes; the others compute, and mind no company. The longest first. */
const WAITING_AND_COMPUTING = [
  'stack-faults',
  'slo-rules',
  'slo-mutations',
  'slo-matrix',
  'console-equality',
  'release/gateway',
  'release/host',
  'release/rollouts',
  'stack-telemetry',
]

function run(...args: [string, ...string[]]): Command & { in: (cwd: string) => Command } {
  return { args, in: (cwd) => ({ args, cwd }) }
}

function types(...projects: string[]): Command[] {
  return projects.map((project) => run('tsc', '--project', project))
}

interface Selection {
  /** Where one file's processes would disturb another's. */
  serial?: boolean
  limitSeconds: number
  /** Names of files, in the order that they run in. */
  only?: readonly string[]
  without?: readonly string[]
}

/** Every *.test.ts below `folder`, or those selected. */
function tests(name: string, folder: string, { serial, limitSeconds, only, without = [] }: Selection): Stage {
  const all = globSync(`${folder}/**/*.test.ts`, { exclude: (path) => path.includes('node_modules') }).sort()
  const left = new Set(without.map((file) => `${folder}/${file}.test.ts`))
  const files = only?.map((file) => `${folder}/${file}.test.ts`) ?? all.filter((file) => !left.has(file))
  const concurrency = serial ? 1 : 2
  const command = run('node', '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...files)
  return { name, commands: files.length > 0 ? [command] : [], counts: true, limitSeconds }
}
