// paved-road console: receives telemetry and draws each trace once it has come to rest.
import { parseArgs } from 'node:util'
import type { Console } from '../console/server.ts'
import { startConsole } from '../console/server.ts'
import { type Style, styleFor } from '../console/terminal/style.ts'
import { waterfall } from '../console/terminal/waterfall.ts'
import { CodedError, EXIT } from './errors.ts'

const HELP = `Usage: paved-road console [options]

Receives OTLP/HTTP (protobuf or JSON) on 127.0.0.1 and draws each trace as it arrives. What it holds is
served as JSON under /api/services, /api/traces, /api/traces/<trace id>, /api/logs and /api/metrics.

Options:
  --otlp-port <port>  where to listen; 0 takes a free port (default 4318)
  --runbooks <folder> the pages that alerts link to (default runbooks, of the service it is started in)
  --prometheus <url>  where it asks about objectives for /overview and /objectives, where alerts lead without Grafana
  --help              this text
`

/** Batches of one trace come seconds apart at most; one without news for this long is drawn. */
const REST_MS = 1_000

export async function consoleCommand(args: readonly string[]): Promise<number> {
  const { help, ...options } = readOptions(args)
  if (help) {
    process.stdout.write(HELP)
    return EXIT.done
  }
  const console = await startConsole(options)
  process.stdout.write(`Receiving telemetry on ${console.url} (Ctrl-C stops)\n`)
  const drawing = setInterval(drawRested(console, styleFor(process.stdout)), REST_MS / 2)
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped())
  })
  clearInterval(drawing)
  await console.close()
  return EXIT.done
}

interface Options {
  readonly help: boolean
  readonly port: number
  readonly runbooks: string
  readonly prometheus: string | undefined
}

function readOptions(args: readonly string[]): Options {
  const options = {
    help: { type: 'boolean', short: 'h' },
    'otlp-port': { type: 'string' },
    runbooks: { type: 'string', default: 'runbooks' },
    prometheus: { type: 'string' },
  } as const
  try {
    const { values } = parseArgs({ args: [...args], options })
    return {
      help: values.help ?? false,
      port: readPort(values['otlp-port'] ?? '4318'),
      runbooks: values.runbooks,
      prometheus: readAddress(values.prometheus),
    }
  } catch (error) {
    if (error instanceof CodedError) throw error
    throw new CodedError('CLI_OPTION_INVALID', {
      place: 'console',
      message: (error as Error).message.split('.')[0] ?? '',
      remedy: 'see paved-road console --help',
      cause: error,
    })
  }
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new CodedError('CLI_OPTION_INVALID', {
    place: '--otlp-port',
    message: 'is not a port number',
    remedy: 'give a whole number from 0 to 65535',
  })
}

function readAddress(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^\s<>]+$/.test(text)) return text?.replace(/\/+$/, '')
  throw new CodedError('CLI_OPTION_INVALID', {
    place: '--prometheus',
    message: 'is not an http address',
    remedy: 'give it as http://host:port',
  })
}

function drawRested({ store }: Console, style: Style): () => void {
  let drawnUpTo = Date.now()
  return () => {
    const rested = Date.now() - REST_MS
    const width = process.stdout.columns ?? 100
    const fresh = store.traces.list().filter(({ updatedAt }) => updatedAt > drawnUpTo && updatedAt <= rested)
    for (const { spans } of fresh.reverse()) process.stdout.write(`\n${waterfall(spans, { width, style })}`)
    drawnUpTo = Math.max(drawnUpTo, rested)
  }
}
