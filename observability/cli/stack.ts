// paved-road stack: the bundled stack, and which services are in it.
import { parseArgs } from 'node:util'
import { SpecErrors } from '../slo/spec/index.ts'
import { DEFAULTS, type Destinations } from '../stack/production/index.ts'
import type { Mode } from '../stack/site.ts'
import { stackFolder } from '../stack/state.ts'
import { CodedError, EXIT } from './errors.ts'

const HELP = `Usage: paved-road stack up|down|status [options]
       paved-road stack add <service folder> [--target HOST:PORT …]
       paved-road stack remove <service>
       paved-road stack manifests <service folder>… --out DIR

up starts Prometheus, Alertmanager, Jaeger, Grafana, Loki, an OpenTelemetry Collector and the console, configured and
linked to one another: in containers where Docker or Podman answers, else those of them that are on PATH, and says which.
add brings a service in: its scrape target, rules, dashboards and runbooks. down ends all of it; data stay. manifests writes
the form for more than one machine, for Kubernetes: docs/stack-in-production.md.

Options:
  --dir <folder>        where configurations, data and logs are (default ~/.local/state/paved-road/stack)
  --mode <mode>         auto, native (programs on PATH) or compose (default auto)
  --port-offset <n>     added to every port, so that two stacks fit on one machine (default 0)
  --webhook <url>       up: where Alertmanager sends notifications, beside its own page
  --target <host:port>  add: an instance to scrape; can be given several times (default 127.0.0.1:3000, or
                        what was given before)
  --out <folder>        manifests: where they go
  --remote-write <url>  manifests: where Prometheus sends what it has (default Mimir's gateway in the cluster)
  --trace-store <url>   manifests: the OpenSearch that keeps traces (default one in the cluster)
  --keep-percent <n>    manifests: of the traces that nothing speaks for (default 5)
  --json                report as JSON
  --help                this text

Exits 0 when done, 1 when the answer is no (status: something is not up), 2 on bad input, 3 if the environment fails.
`

const OPTIONS = {
  dir: { type: 'string' },
  mode: { type: 'string', default: 'auto' },
  'port-offset': { type: 'string', default: '0' },
  webhook: { type: 'string' },
  target: { type: 'string', multiple: true },
  out: { type: 'string' },
  'remote-write': { type: 'string', default: DEFAULTS.remoteWriteUrl },
  'trace-store': { type: 'string', default: DEFAULTS.traceStoreUrl },
  'keep-percent': { type: 'string', default: String(DEFAULTS.keptPercent) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const

interface Request {
  readonly folder: string
  readonly mode: Mode | 'auto'
  readonly offset: number
  readonly webhook: string | undefined
  readonly targets: readonly string[] | undefined
  readonly json: boolean
  readonly out: string | undefined
  readonly destinations: Destinations
  /** What comes after the action. */
  readonly names: readonly string[]
}

const ACTIONS: Readonly<Record<string, (request: Request) => Promise<number>>> = {
  up: async (request) => {
    const { up } = await import('../stack/up.ts')
    const how = await up(request)
    if (how === 'already' && !request.json) print('It is up already.\n')
    return report(request)
  },
  down: async ({ folder, json }) => {
    const { down } = await import('../stack/up.ts')
    const ended = await down(folder)
    print(
      json ? `${JSON.stringify({ folder, ended })}\n` : ended ? 'Ended; data stay.\n' : 'Nothing was up.\n',
    )
    return EXIT.done
  },
  status: report,
  add: async (request) => {
    const { add } = await import('../stack/service.ts')
    const [service = '', ...others] = request.names
    if (service === '' || others.length > 0) throw invalid('stack add', 'takes one folder')
    const added = await add({ ...request, service })
    if (request.json) print(`${JSON.stringify(added)}\n`)
    else print(addedText(added))
    return EXIT.done
  },
  remove: async ({ folder, names }) => {
    const { remove } = await import('../stack/service.ts')
    const [name = '', ...others] = names
    if (name === '' || others.length > 0) throw invalid('stack remove', 'takes one name')
    await remove(folder, name)
    print(`removed ${name}\n`)
    return EXIT.done
  },
  manifests: async ({ names, out, destinations, json }) => {
    const [{ compileService }, { manifests }, { writeManifests }] = await Promise.all([
      import('../stack/compiled.ts'),
      import('../stack/production/index.ts'),
      import('../stack/production/write.ts'),
    ])
    if (names.length === 0) throw invalid('stack manifests', 'names no folder of a service')
    if (out === undefined) throw invalid('--out', 'is missing')
    const files = manifests(
      names.map((folder) => compileService(folder)),
      destinations,
    )
    writeManifests(files, out)
    const paths = files.map(({ path }) => path)
    print(
      json ? `${JSON.stringify({ out, written: paths })}\n` : paths.map((path) => `wrote ${path}\n`).join(''),
    )
    return EXIT.done
  },
  /** What `up` starts; not for people. */
  supervise: async ({ folder }) => (await import('../stack/supervise.ts')).supervise(folder),
}

export async function stackCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args)
  const [action, ...names] = positionals
  if (values.help || action === undefined) return print(HELP)
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (!act) throw invalid(`"${printable(action)}"`, 'is none of up, down, status, add, remove and manifests')
  if (names.length > 0 && !['add', 'remove', 'manifests'].includes(action))
    throw invalid(`stack ${action}`, 'takes no arguments')
  try {
    return await act({
      folder: stackFolder(values.dir),
      mode: modeOf(values.mode),
      offset: offsetOf(values['port-offset']),
      webhook: values.webhook === undefined ? undefined : addressOf('--webhook', values.webhook),
      targets: values.target?.map(targetOf),
      json: values.json,
      out: values.out,
      destinations: {
        remoteWriteUrl: addressOf('--remote-write', values['remote-write']),
        traceStoreUrl: addressOf('--trace-store', values['trace-store']),
        keptPercent: percentOf(values['keep-percent']),
      },
      names,
    })
  } catch (error) {
    if (!(error instanceof SpecErrors)) throw error
    process.stderr.write(`${error}\n`)
    return error.exitCode
  }
}

async function report({ folder, json }: Request): Promise<number> {
  const { status } = await import('../stack/status.ts')
  const { names } = await import('../stack/service.ts')
  const now = await status(folder)
  const services = names(folder)
  if (json) print(`${JSON.stringify({ ...now, services }, null, 2)}\n`)
  else if (now.mode === undefined) print('There is no stack: paved-road stack up starts one.\n')
  else {
    for (const { part, state, url, purpose, get, log } of now.parts) {
      const where = { up: url, missing: get, unhealthy: log ?? url, down: log ?? url }[state]
      print(`${part.padEnd(13)} ${state.padEnd(10)} ${where}  ${purpose}\n`)
    }
    print(
      `${now.mode === 'native' ? 'Programs of this machine' : 'Containers'}; services: ${services.join(', ') || 'none, see stack add'}; ${now.folder}\n`,
    )
    if (!now.watched && now.parts.every(({ state }) => state === 'down' || state === 'missing'))
      print('It is down: paved-road stack up starts it.\n')
    else if (!now.watched)
      print('Its launcher is not there: nothing is started again. paved-road stack up mends that.\n')
  }
  const well = now.watched && now.parts.every(({ state }) => state === 'up' || state === 'missing')
  return well ? EXIT.done : EXIT.no
}

function addedText({
  name,
  targets,
  rules,
  dashboards,
  runbooks,
  loaded,
}: Awaited<ReturnType<typeof import('../stack/service.ts').add>>): string {
  const what = `${rules} rule files, ${dashboards} dashboards, ${runbooks} runbooks`
  return `added ${name}: ${what}; scraped at ${targets.join(', ')}\n${loaded ? '' : 'The stack is not up; it will have them when it is.\n'}`
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (cause) {
    throw invalid('stack', (cause as Error).message.split('.')[0] ?? '', cause)
  }
}

function modeOf(text: string): Mode | 'auto' {
  if (text === 'auto' || text === 'native' || text === 'compose') return text
  throw invalid('--mode', 'is none of auto, native and compose')
}

/** Every port of the stack stays one. */
const LARGEST_OFFSET = 48_000

function offsetOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= LARGEST_OFFSET) return Number(text)
  throw invalid('--port-offset', `is not a whole number from 0 to ${LARGEST_OFFSET}`)
}

/** A password in an address would end up in files and logs. After a % Go wants two hexadecimal digits. */
function addressOf(option: string, text: string): string {
  const { protocol = '', username, password } = URL.canParse(text) ? new URL(text) : {}
  const isPlain = username === '' && password === '' && !/\s|%(?![0-9a-f]{2})/i.test(text)
  if (/^https?:$/.test(protocol) && isPlain) return text
  throw invalid(option, 'is not an http address without a password')
}

function percentOf(text: string): number {
  if (/^\d{1,3}(\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text)
  throw invalid('--keep-percent', 'is not a number from 0 to 100')
}

function targetOf(text: string): string {
  const [, port] = /^(?:[\w.-]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(text) ?? []
  if (port !== undefined && Number(port) > 0 && Number(port) <= 65_535) return text
  throw invalid(`--target ${printable(text)}`, 'is not HOST:PORT')
}

function invalid(place: string, message: string, cause?: unknown): CodedError {
  return new CodedError('CLI_OPTION_INVALID', {
    place,
    message,
    remedy: 'see paved-road stack --help',
    cause,
  })
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)

function print(text: string): number {
  process.stdout.write(text)
  return EXIT.done
}
