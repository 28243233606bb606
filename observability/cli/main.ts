import { findCommand, installedCommands, runCommand, surroundings } from './dispatch.ts'
import { CodedError } from './errors.ts'
import { print, printable } from './usage.ts'
import { version } from './version.ts'

interface Command {
  readonly summary: string
  /** Loaded when asked for, so that `--help` stays quick. Answers with the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  canary: {
    summary: 'judge a new version beside the old one, from counts or from a Prometheus',
    run: async (args) => (await import('./canary.ts')).canaryCommand(args),
  },
  console: {
    summary: 'show traces, logs, metrics, objectives and alerts of what runs here, in a browser',
    run: async (args) => (await import('./console.ts')).consoleCommand(args),
  },
  contract: {
    summary: 'refuse a change of the API that breaks clients of the released one',
    run: async (args) => (await import('./contract.ts')).contractCommand(args),
  },
  migrations: {
    summary: 'refuse a migration that the released version cannot live with',
    run: async (args) => (await import('./migrations.ts')).migrationsCommand(args),
  },
  slo: {
    summary: 'compile objectives into rules, alerts, their tests, dashboards and runbooks',
    run: async (args) => (await import('./slo.ts')).sloCommand(args),
  },
  stack: {
    summary: 'run Prometheus, Alertmanager, Jaeger, Grafana and a Collector, and add services to them',
    run: async (args) => (await import('./stack.ts')).stackCommand(args),
  },
}

export async function main(args: readonly string[]): Promise<number> {
  // `paved-road … | head` has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  try {
    return await dispatch(args)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    process.stderr.write(`${error}\n`)
    return error.exitCode
  }
}

async function dispatch([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(help())
  if (name === '--version' || name === '-v') return print(`${version()}\n`)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command) return command.run(rest)
  const file = findCommand(name, surroundings())
  if (file) return runCommand(file, rest)
  throw new CodedError('CLI_COMMAND_UNKNOWN', {
    place: `"${printable(name)}"`,
    message: `is not a command of paved-road, and no paved-road-${printable(name)} is installed`,
    remedy: 'see paved-road --help; new and module come with npm install --save-dev generator-paved-road',
  })
}

function help(): string {
  const installed = installedCommands(surroundings()).filter((name) => !Object.hasOwn(COMMANDS, name))
  const rows = [
    ...Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary]),
    ...installed.map((name) => [name, `installed: paved-road ${name} --help`]),
  ]
  const list = rows.map(([name = '', summary]) => `  ${name.padEnd(10)} ${summary}`).join('\n')
  return `Usage: paved-road <command> [options]\n\n${list}\n\nOptions: --help, --version\n`
}
