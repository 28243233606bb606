// The local console's own way of reading, counting spans by kind instead of keeping them. A process of its own, on the
// client's core.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody } from '../../../observability/console/otlp/body.ts'
import { REQUESTS } from '../../../observability/console/otlp/definitions.ts'
import { readTraces } from '../../../observability/console/otlp/read.ts'

const BODY_LIMIT = 16 * 1024 ** 2

let counts = { server: 0, client: 0, other: 0 }

process.on('message', () => {
  process.send?.(counts)
  counts = { server: 0, client: 0, other: 0 }
})
process.on('disconnect', () => process.exit(0))

const server = createServer(async (request, response) => {
  const body = await readBody(request, BODY_LIMIT)
  const isTraces = request.url === '/v1/traces'
  const spans = isTraces ? readTraces(REQUESTS.traces.decode(body)).records : []
  for (const { kind } of spans) counts[kind === 'server' || kind === 'client' ? kind : 'other'] += 1
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
