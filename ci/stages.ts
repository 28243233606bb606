// What `npm test` and `npm run test:long` run, in order: cheap and telling first.
import { globSync } from 'node:fs'

export interface Stage {
  name: string
  /** Each is run in turn, and the first that fails ends the stage; or all at once. */
  commands: Command[]
  together?: true
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
    tests('long', 'ci/long', { serial: true, limitSeconds: 3600, without: [...WAITING, ...COMPUTING] }),
    beside(3600, { only: WAITING, serial: true }, { only: COMPUTING, serial: true }),
  ],
}

/** These mostly wait: for alerts whose time comes, and for what may grow. */
const WAITING = ['stack-faults', 'console-live', 'console-pages']
/** These compute, and mind no company. */
const COMPUTING = [
  'console-equality',
  'slo-rules',
  'slo-mutations',
  'slo-matrix',
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
  /** Names of files. Node runs them in the order of their names, not in this one. */
  only?: readonly string[]
  without?: readonly string[]
}

/** Groups of long tests at the same time: what computes has one core of two to itself. */
function beside(limitSeconds: number, ...groups: Selection[]): Stage {
  const commands = groups.flatMap((group) => tests('', 'ci/long', { ...group, limitSeconds }).commands)
  return { name: 'beside', commands, together: true, counts: true, limitSeconds }
}

/** Every *.test.ts below `folder`, or those selected. */
function tests(
  name: string,
  folder: string,
  { serial, limitSeconds, only, without = [] }: Selection & { limitSeconds: number },
): Stage {
  const all = globSync(`${folder}/**/*.test.ts`, { exclude: (path) => path.includes('node_modules') }).sort()
  const left = new Set(without.map((file) => `${folder}/${file}.test.ts`))
  const files = only?.map((file) => `${folder}/${file}.test.ts`) ?? all.filter((file) => !left.has(file))
  const concurrency = serial ? 1 : 2
  const command = run('node', '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...files)
  return { name, commands: files.length > 0 ? [command] : [], counts: true, limitSeconds }
}
