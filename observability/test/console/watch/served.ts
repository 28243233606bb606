// A service that is nothing but what it answers.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export async function served(t: Pick<TestContext, 'after'>, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers with the metrics that `text` has at the time. */
export function exposing(text: () => string): RequestListener {
  return (request, response) => {
    if (request.url !== '/metrics') response.writeHead(404).end()
    else response.setHeader('content-type', 'application/openmetrics-text').end(text())
  }
}
