// What happens to a request: OTLP is taken in, the API is asked, all else are pages.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { asRefused } from '../api/fault.ts'
import type { ApiRequest } from '../api/router.ts'
import { type Engine, EngineLost } from '../engine/engine.ts'
import { Refusal, readBody } from '../otlp/body.ts'
import { Refused } from '../problems.ts'
import { sendJson, sendRefused } from './answers.ts'
import type { Events } from './events.ts'
import { type Pages, sendFile } from './files.ts'
import { assertOwn, isFromHere } from './guard.ts'
import { type Otlp, signalOf } from './otlp.ts'
import { Unread } from './unread.ts'

/** What a listener answers. */
export type Role = 'otlp' | 'pages'

export interface FrontOptions {
  readonly engine: Engine
  readonly otlp: Otlp
  readonly events: Events
  readonly pages: Pages
  /** As a Host header may have them. */
  readonly names: ReadonlySet<string>
}

/** Questions under way; each page that is open has a few. */
const MOST_ASKED = 256
/** Of a POST to the API: an address and a folder. */
const MOST_ANNOUNCED = 16 * 1024

export class Front {
  readonly #options: FrontOptions
  readonly #unread = new Unread()
  #asked = 0

  constructor(options: FrontOptions) {
    this.#options = options
  }

  handle(request: IncomingMessage, response: ServerResponse, roles: readonly Role[]): void {
    this.#answer(request, response, roles).catch((fault) => sendRefused(response, asRefused(fault)))
  }

  async #answer(request: IncomingMessage, response: ServerResponse, roles: readonly Role[]): Promise<void> {
    const { events, otlp, pages, names } = this.#options
    assertOwn(request, names)
    const target = request.url ?? '/'
    const path = pathOf(target)
    const signal = roles.includes('otlp') ? signalOf(path) : undefined
    if (signal) {
      if (allows(request, response, ['POST'])) await otlp.receive(signal, request, response)
    } else if (!roles.includes('pages') && path !== '/api/status') {
      // The status is everywhere: whoever finds the port taken is told where the pages are.
      throw new Refused(
        'PAGE_UNKNOWN',
        'here is nothing but /v1/traces, /v1/logs, /v1/metrics and /api/status',
      )
    } else if (path === '/api/services' && request.method === 'POST') await this.#announce(request, response)
    else if (
      allows(request, response, path === '/api/services' ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'])
    ) {
      if (path === '/api/events' && request.method === 'GET') events.add(response)
      else if (path.startsWith('/api/')) await this.#ask({ method: 'GET', target }, response)
      else if (!sendFile(pages, path, request, response))
        throw new Refused('PAGE_UNKNOWN', 'there is no page at this address')
    }
  }

  async #announce(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // It has the console read folders and call addresses.
    if (!isFromHere(request))
      throw new Refused('HOST_FOREIGN', 'only programs of this machine may tell of services')
    // Pages of other sites can send other types without asking first, which a browser does for JSON.
    if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
      throw new Refused('BODY_TYPE_UNSUPPORTED', 'content-type must be application/json')
    const body = await readBody(request, MOST_ANNOUNCED).catch((fault) => {
      if (!(fault instanceof Refusal)) throw fault
      const code = { 413: 'BODY_TOO_LARGE', 415: 'BODY_TYPE_UNSUPPORTED' } as const
      throw new Refused(code[fault.status as 413 | 415] ?? 'BODY_INVALID', fault.message)
    })
    await this.#ask({ method: 'POST', target: '/api/services', body }, response)
  }

  async #ask(request: ApiRequest, response: ServerResponse): Promise<void> {
    const assertRoom = () => {
      if (this.#asked > MOST_ASKED || this.#unread.isFull)
        throw new Refused('ENGINE_BUSY', 'too much is asked at once, or not read: ask again')
    }
    this.#asked += 1
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    try {
      assertRoom()
      const { status, json } = await this.#options.engine.ask(request, gone.signal)
      assertRoom()
      this.#unread.add(response, json.length)
      sendJson(response, status, json)
    } catch (fault) {
      if (!(fault instanceof EngineLost)) throw fault
      throw new Refused('ENGINE_BUSY', 'the console had to start again: ask again')
    } finally {
      this.#asked -= 1
    }
  }
}

function allows(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): boolean {
  if (methods.includes(request.method ?? '')) return true
  const refused = new Refused('METHOD_NOT_ALLOWED', `use ${methods.join(' or ')}`)
  sendRefused(response, refused, methods.join(', '))
  return false
}

/** As sent: what is no path of ours is none after any decoding either. */
function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  return end === -1 ? target : target.slice(0, end)
}
