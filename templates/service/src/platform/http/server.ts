// Owner: paved-road
import { once } from 'node:events'
import { Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type Koa from 'koa'
import { METRICS } from '../conventions.ts'
import { log, seldom } from '../logging.ts'
import { counter } from '../metrics.ts'

const malformed = counter(METRICS.httpServerMalformedRequests, 'Requests refused before any route.')
const refused = seldom('REQUEST_MALFORMED', 'see which client or proxy sends it', malformed)

/** Node answers what is not a request by itself as long as nobody listens, so that is overheard. */
class OpenServer extends HttpServer {
  override emit(event: string, ...about: unknown[]): boolean {
    const [{ code = '' } = {}] = about as { code?: string }[]
    if (event === 'clientError' && code !== 'ECONNRESET') refused({ reason: code })
    return super.emit(event, ...about)
  }
}

export type Server = Awaited<ReturnType<typeof listen>>

export async function listen(app: Koa, { host, port }: { host: string; port: number }) {
  // Slow callers are cut off; kept-alive connections outlive a load balancer's 60 s, so that it never finds one closed.
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }
  const server = new OpenServer({ ...timeouts, connectionsCheckingInterval: 2000, maxHeaderSize: 16_384 })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  let draining = false
  app.on('error', (err: NodeJS.ErrnoException) => {
    // Of connections that break, `clientError` and the request's own line tell.
    if (!/^(HPE_|ECONNRESET|EPIPE)/.test(err.code ?? '')) log.error({ err }, 'request failed')
  })
  const handle = app.callback()
  server.on('request', (request, response) => {
    if (draining) response.setHeader('connection', 'close')
    if (URL.canParse(request.url ?? '', 'http://host')) return handle(request, response)
    refused({ reason: 'URL_INVALID' })
    response.writeHead(400).end()
  })
  server.listen(port, host)
  await once(server, 'listening').catch((cause) => {
    const remedy = 'set PORT to a free one, or to 0 for any'
    throw new Error(`PORT_UNAVAILABLE ${host}:${port} cannot be listened on: ${remedy}.`, { cause })
  })
  const { port: taken } = server.address() as AddressInfo

  return {
    /** Where it can be reached from this machine. */
    url: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${taken}`,
    /** Fails no request: for `drainMs` it answers and asks callers to connect anew, then ends what is under way. */
    close: async (drainMs: number) => {
      draining = true
      await sleep(drainMs)
      const closed = once(server, 'close')
      server.close()
      // It closes idle connections once. Those that fall idle later, with an answer begun before, are closed here; so are
      // those that never asked anything, which browsers open ahead.
      const sweep = setInterval(() => {
        server.closeIdleConnections()
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      }, 50)
      await closed
      clearInterval(sweep)
    },
  }
}
