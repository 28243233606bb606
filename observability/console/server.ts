// The console's one listener, on loopback: OTLP in, JSON out.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CodedError } from '../cli/errors.ts'
import { type Answer, answerApi, problem, toJson } from './api.ts'
import { boardAt } from './board.ts'
import { receive, signalOf } from './otlp/receive.ts'
import { runbookAt } from './runbook.ts'
import { createStore, type Store } from './store/index.ts'

export interface Console {
  readonly url: string
  readonly store: Store
  readonly close: () => Promise<void>
}

export interface ConsoleOptions {
  /** 0 takes a free one. 4318 is OTLP/HTTP's own. */
  readonly port?: number
  readonly store?: Store
  /** Bytes of one request, as sent and as unpacked. */
  readonly bodyLimit?: number
  /** Folder of the runbooks that it shows: those of the service it is started in. */
  readonly runbooks?: string
  /** Address of a Prometheus that has the objectives of the services. */
  readonly prometheus?: string | undefined
}

const LOOPBACK = '127.0.0.1'
const LOCAL_NAMES = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

export async function startConsole(options: ConsoleOptions = {}): Promise<Console> {
  const {
    port = 4318,
    store = createStore(),
    bodyLimit = 16 * 1024 ** 2,
    runbooks = 'runbooks',
    prometheus,
  } = options
  const context = { store, bodyLimit, runbooks, prometheus }
  const server = createServer((request, response) => handle(request, response, context))
  server.requestTimeout = 30_000
  const url = await listen(server, port)
  return { url, store, close: () => close(server) }
}

interface Context {
  readonly store: Store
  readonly bodyLimit: number
  readonly runbooks: string
  readonly prometheus: string | undefined
}

function handle(request: IncomingMessage, response: ServerResponse, context: Context): void {
  const url = urlOf(request)
  const signal = signalOf(url.pathname)
  const refusal = refuse(request, signal ? 'POST' : 'GET')
  if (refusal) send(response, refusal)
  else if (!signal) void answer(response, url, context)
  else receive(signal, request, response, context).catch(() => response.destroy())
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  const base = `http://${LOOPBACK}`
  return new URL(URL.canParse(url, base) ? url : '/', base)
}

function refuse(request: IncomingMessage, method: 'GET' | 'POST'): Answer | undefined {
  // A page of any other site could have its own name resolve to this address and read what is here.
  if (!LOCAL_NAMES.test(request.headers.host ?? ''))
    return problem(403, 'HOST_FOREIGN', 'the console answers to localhost only')
  return request.method === method ? undefined : problem(405, 'METHOD_NOT_ALLOWED', `use ${method}`)
}

async function answer(response: ServerResponse, url: URL, context: Context): Promise<void> {
  const { store, runbooks, prometheus } = context
  try {
    const page = runbookAt(url.pathname, runbooks) ?? (await boardAt(url, prometheus))
    if (page === undefined) send(response, answerApi(url, store))
    else sendText(response, 200, 'text/markdown; charset=utf-8', page)
  } catch {
    // Whatever it holds, the console goes on for everybody else.
    send(response, problem(500, 'ANSWER_FAILED', 'the console failed to answer: restart it, and report this'))
  }
}

const TOO_LARGE = problem(
  500,
  'ANSWER_TOO_LARGE',
  'this is more than the console gives in one answer: ask for less, with limit or for another trace',
)

function send(response: ServerResponse, { status, body }: Answer): void {
  const json = toJson(body)
  if (json === undefined) send(response, TOO_LARGE)
  else sendText(response, status, 'application/json', json)
}

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((done, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => failed(portError(cause, port)))
    server.listen(port, LOOPBACK, done)
  })
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`
}

function portError(cause: NodeJS.ErrnoException, port: number): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new CodedError('CONSOLE_PORT_TAKEN', {
    place: `${LOOPBACK}:${port}`,
    message: 'is in use by another process',
    remedy: 'stop it, or choose another port with --otlp-port (0 takes a free one)',
    cause,
  })
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeAllConnections()
  return closed
}
