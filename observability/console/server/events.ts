// GET /api/events: tells open pages what changed, so that they ask again. https://html.spec.whatwg.org/#server-sent-events
import type { ServerResponse } from 'node:http'
import type { Change } from '../contract.ts'
import { Refused } from '../problems.ts'
import { HEADERS } from './headers.ts'

/** Pages open at once; a browser keeps to six for one address by itself. */
const MOST_CLIENTS = 48
/** Each event has some sixty bytes: whoever leaves so much unread is gone, or will be better off with a new start. */
const MOST_UNREAD_BYTES = 32 * 1024
const HEARTBEAT_MS = 15_000

export class Events {
  readonly #clients = new Set<ServerResponse>()
  readonly #heartbeat: NodeJS.Timeout

  constructor() {
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  add(response: ServerResponse): void {
    if (this.#clients.size >= MOST_CLIENTS)
      throw new Refused('ENGINE_BUSY', `${MOST_CLIENTS} pages are open already: close one`)
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1000\n\n')
    this.#clients.add(response)
    response.once('close', () => this.#clients.delete(response))
  }

  tell(changed: Change['changed']): void {
    this.#write(`event: change\ndata: ${JSON.stringify({ changed } satisfies Change)}\n\n`)
  }

  close(): void {
    clearInterval(this.#heartbeat)
    for (const client of this.#clients) client.end()
  }

  #write(text: string): void {
    for (const client of this.#clients) {
      if (client.writableLength > MOST_UNREAD_BYTES) client.destroy()
      else client.write(text)
    }
  }
}
