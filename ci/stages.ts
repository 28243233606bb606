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
    // Five minutes of traffic where pictures are wanted.
    tests('browser', 'ci/browser', { serial: true, limitSeconds: 480 }),
  ],
  long: () => [
    tests('long', 'ci/long', {
      serial: true,
      limitSeconds: 3600,
      without: [...INSTALLING, ...BESIDE].flat(),
    }),
    beside('installs', 1800, INSTALLING),
    beside('beside', 3600, BESIDE),
  ],
}

/** Files of ci/long that mind no company: the lists of each start together, a list's files come one after the other. */
const INSTALLING = [['fresh-clone'], ['pipelines']]
const BESIDE = [
  ['stack-faults'], // waits for alerts whose time comes
  ['console-live', 'console-pages', 'stack-telemetry', 'release/gateway', 'release/host', 'release/rollouts'],
  ['console-equality', 'slo-rules', 'slo-mutations', 'slo-matrix'], // compute
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
  /** Node runs them in the order of their names, not in this one. */
  only?: readonly string[]
  without?: readonly string[]
}

function beside(name: string, limitSeconds: number, lists: readonly (readonly string[])[]): Stage {
  const commands = lists.flatMap(
    (only) => tests('', 'ci/long', { only, serial: true, limitSeconds }).commands,
  )
  return { name, commands, together: true, counts: true, limitSeconds }
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
  const concurrency = serial ? 1 : 3
  const command = run('node', '--test', '--test-reporter=spec', `--test-concurrency=${concurrency}`, ...files)
  return { name, commands: files.length > 0 ? [command] : [], counts: true, limitSeconds }
}
