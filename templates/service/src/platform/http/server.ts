// Owner: paved-road
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type Koa from 'koa'

export interface Server {
  /** Where it can be reached from this machine. */
  url: string
  /**
   * Stops without failing a request: for `drainMs` it goes on answering and asks each caller to connect anew, so
   * that they move elsewhere; then it takes no more and waits for those under way.
   */
  close: (drainMs: number) => Promise<void>
}

export async function listen(app: Koa, { host, port }: { host: string; port: number }): Promise<Server> {
  const server = createServer(
    // Slow callers are cut off; kept-alive connections outlive a load balancer's 60 s, so that it never finds one closed.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 },
  )
  let draining = false
  const handle = app.callback()
  server.on('request', (request, response) => {
    if (draining) response.setHeader('connection', 'close')
    if (URL.canParse(request.url ?? '', 'http://host')) handle(request, response)
    else response.writeHead(400).end()
  })
  server.listen(port, host)
  await once(server, 'listening').catch((cause) => {
    throw new Error(
      `PORT_UNAVAILABLE ${host}:${port} cannot be listened on: set PORT to a free one, or to 0 for any.`,
      { cause },
    )
  })
  const { port: taken } = server.address() as AddressInfo

  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${taken}`,
    close: async (drainMs) => {
      draining = true
      await sleep(drainMs)
      const closed = once(server, 'close')
      server.close()
      // It closes idle connections once; those that fall idle later, with an answer begun before, are closed here.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      await closed
      clearInterval(sweep)
    },
  }
}
