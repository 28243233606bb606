// The console: its listeners and pages in this thread, all that it knows in a worker (engine/).
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CodedError } from '../cli/errors.ts'
import { version } from '../cli/version.ts'
import type { Change } from './contract.ts'
import { Engine } from './engine/engine.ts'
import { Events } from './server/events.ts'
import { loadPages } from './server/files.ts'
import { Front, type Role } from './server/front.ts'
import { LOOPBACK, namesOf } from './server/guard.ts'
import { type Listening, listen } from './server/listen.ts'
import { Otlp } from './server/otlp.ts'

export interface Console {
  /** Of its pages and its API. */
  readonly url: string
  /** Where telemetry is sent. */
  readonly otlpUrl: string
  /** Settles only if it cannot go on; it still has to be closed then. */
  readonly failed: Promise<CodedError>
  close(): Promise<void>
}

export interface ConsoleOptions {
  /** Of OTLP; 4318 is OTLP/HTTP's own, 0 takes a free one. */
  readonly otlpPort?: number
  /** Of pages and API, where they are not to share OTLP's. */
  readonly port?: number | undefined
  /** Address to listen on; anything but loopback lets others in. */
  readonly host?: string
  /** Bytes of one request, as sent and as unpacked. */
  readonly bodyLimit?: number
  /** Base addresses of services whose /metrics are scraped. */
  readonly services?: readonly string[]
  /** Of stamped services, or of several as the stack has them: their objectives and runbooks. */
  readonly folders?: readonly string[]
  /** Address of a Prometheus that answers the queries on runbooks. */
  readonly prometheus?: string | undefined
  /** Bytes of telemetry to hold at most. */
  readonly byteLimit?: number | undefined
  /** Where telemetry outlives the console, and how many bytes of it. */
  readonly persist?: { readonly folder: string; readonly bytes: number } | undefined
  /** Hears what changed, at most once a second. */
  readonly changed?: (kinds: Change['changed']) => void
  /** Hears lines for people. */
  readonly told?: (text: string) => void
  /** Folder of the built pages. */
  readonly pages?: string
}

/** @throws CodedError where a port is taken, or what is persisted cannot be used. */
export async function startConsole(options: ConsoleOptions = {}): Promise<Console> {
  const {
    host = LOOPBACK,
    bodyLimit = 16 * 1024 ** 2,
    told = (text) => process.stderr.write(`${text}\n`),
  } = options
  const events = new Events()
  const pages = options.pages === undefined ? loadPages() : loadPages([options.pages])
  let front: Front | undefined
  const listeners = await listenOn(options, host, () => front)
  const [otlpUrl, url] = [listeners.at(0)?.url ?? '', listeners.at(-1)?.url ?? '']
  let fail: (error: CodedError) => void = () => {}
  const failed = new Promise<CodedError>((done) => {
    fail = done
  })
  const changed = (kinds: Change['changed']) => {
    events.tell(kinds)
    options.changed?.(kinds)
  }
  const engine = new Engine(engineOptions(options, url, otlpUrl), { changed, told, failed: fail })
  front = new Front({ engine, otlp: new Otlp(engine, bodyLimit), events, pages, names: namesOf(host) })
  const close = async () => {
    events.close()
    await Promise.all(listeners.map((listener) => listener.close()))
    await engine.close()
  }
  try {
    await engine.ready
  } catch (error) {
    await close()
    throw error
  }
  return { url, otlpUrl, failed, close }
}

/** OTLP's first; the pages have the last, which is the same one unless two ports were named. */
async function listenOn(
  { otlpPort = 4318, port = otlpPort }: ConsoleOptions,
  host: string,
  front: () => Front | undefined,
): Promise<Listening[]> {
  const together = port === otlpPort
  // Both ports are taken before anything else is begun.
  const answering = (roles: readonly Role[]) => (request: IncomingMessage, response: ServerResponse) => {
    const now = front()
    if (now) now.handle(request, response, roles)
    else response.writeHead(503, { 'retry-after': '1' }).end()
  }
  const roles = together ? (['otlp', 'pages'] as const) : (['otlp'] as const)
  const first = await listen({ host, port: otlpPort, option: '--otlp-port', listener: answering(roles) })
  if (together) return [first]
  try {
    return [first, await listen({ host, port, option: '--port', listener: answering(['pages']) })]
  } catch (error) {
    await first.close()
    throw error
  }
}

function engineOptions(
  { services = [], folders = [], prometheus, byteLimit, persist }: ConsoleOptions,
  url: string,
  otlpUrl: string,
): ConstructorParameters<typeof Engine>[0] {
  return {
    version: version(),
    startedAt: Date.now(),
    url,
    otlpUrl,
    services,
    folders,
    prometheus,
    byteLimit,
    persist,
  }
}
