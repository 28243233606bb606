// What `paved-road console` is told.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { baseOf, isServiceUrl } from '../console/api/announcement.ts'
import { isService } from '../console/folders.ts'
import { invalid, printable } from './usage.ts'

export const HELP = `Usage: paved-road console [options] [-- command …]

Takes OTLP/HTTP (protobuf or JSON) and shows it in a browser: traces, logs, the metrics, objectives and alerts of
services, who calls whom, and runbooks. With a command it runs that beside, set up to send here, and ends with it.

Options:
  --otlp-port <port>  where telemetry is sent; 0 takes a free port (default 4318)
  --port <port>       where the pages are (default: the same)
  --host <address>    where to listen instead of 127.0.0.1; whoever reaches it sees everything
  --service <url>     a service to scrape, several allowed (default http://127.0.0.1:$PORT, else port 3000, where the
                      folder is that of a service)
  --folder <folder>   of a service, for its objectives and runbooks, or of several; several allowed (default .)
  --prometheus <url>  answers the queries on runbooks
  --memory <MB>       of telemetry to hold at most (default 256)
  --persist [folder]  keeps telemetry for the next start (default folder $XDG_STATE_HOME/paved-road/console)
  --no-open           opens no browser
  --quiet             draws no traces on the terminal
  --help              this text
`

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'otlp-port': { type: 'string', default: '4318' },
  port: { type: 'string' },
  host: { type: 'string' },
  service: { type: 'string', multiple: true },
  folder: { type: 'string', multiple: true },
  prometheus: { type: 'string' },
  memory: { type: 'string' },
  persist: { type: 'string' },
  'no-open': { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
} as const

const MEBIBYTE = 1024 ** 2

/** On disk, several times what memory holds: nobody waits for it. */
const PERSISTED_BYTES = 1024 * MEBIBYTE

export interface ConsoleRequest {
  readonly help: boolean
  readonly otlpPort: number
  readonly port: number | undefined
  readonly host: string | undefined
  readonly services: readonly string[]
  /** Absolute. */
  readonly folders: readonly string[]
  readonly prometheus: string | undefined
  readonly byteLimit: number | undefined
  readonly persist: { readonly folder: string; readonly bytes: number } | undefined
  readonly open: boolean
  readonly quiet: boolean
  /** To run beside. */
  readonly command: readonly string[]
}

export function readRequest(args: readonly string[], env: NodeJS.ProcessEnv = process.env): ConsoleRequest {
  const end = args.indexOf('--')
  const [own, command] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end + 1)]
  if (end !== -1 && command.length === 0) throw invalid('console', '--', 'is followed by no command')
  const values = parse(withPersistFolder(own, env))
  const folders = (values.folder ?? ['.']).map((folder) => resolve(folder))
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing !== undefined) throw invalid('console', `--folder ${printable(missing)}`, 'is not there')
  return {
    help: values.help ?? false,
    otlpPort: portOf('--otlp-port', values['otlp-port']),
    port: values.port === undefined ? undefined : portOf('--port', values.port),
    host: values.host === undefined ? undefined : hostOf(values.host),
    services: values.service?.map((url) => addressOf('--service', url)) ?? usualService(folders, env),
    folders,
    prometheus: values.prometheus === undefined ? undefined : addressOf('--prometheus', values.prometheus),
    byteLimit: values.memory === undefined ? undefined : megabytesOf(values.memory) * MEBIBYTE,
    persist:
      values.persist === undefined ? undefined : { folder: resolve(values.persist), bytes: PERSISTED_BYTES },
    open: !values['no-open'],
    quiet: values.quiet,
    command,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (cause) {
    throw invalid('console', 'console', (cause as Error).message.split('.')[0] ?? '', cause)
  }
}

/** The folder may be left out, which parseArgs knows nothing of. */
function withPersistFolder(args: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const state = env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return args.flatMap((each, at) =>
    each === '--persist' && (args[at + 1] ?? '-').startsWith('-')
      ? [each, join(state, 'paved-road', 'console')]
      : [each],
  )
}

/** Where a stamped service listens; with PORT=0 nobody knows yet. */
function usualService(folders: readonly string[], { PORT = '3000' }: NodeJS.ProcessEnv): string[] {
  const known = folders.some(isService) && /^[1-9]\d{0,4}$/.test(PORT)
  return known ? [`http://127.0.0.1:${PORT}`] : []
}

function portOf(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw invalid('console', option, 'is not a whole number from 0 to 65535')
}

function hostOf(text: string): string {
  if (/^[0-9a-z.:-]{1,253}$/i.test(text)) return text
  throw invalid('console', '--host', 'is not an address of this machine')
}

function addressOf(option: string, text: string): string {
  if (isServiceUrl(text)) return baseOf(text)
  throw invalid('console', option, 'is not an http address without a password')
}

function megabytesOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 16) return Number(text)
  throw invalid('console', '--memory', 'is not a whole number from 16 to 99999')
}
