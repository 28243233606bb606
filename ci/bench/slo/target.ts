// What Prometheus scrapes while we measure: the counters go on from where their past ends.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { COUNTER, type Counter } from './traffic.ts'

export async function startTarget(counters: Counter[]): Promise<{ port: number; stop: () => void }> {
  const server = createServer((_, response) => {
    const now = Date.now() / 1000
    const lines = counters.map(({ series, valueAt }) => `${series} ${valueAt(now)}\n`)
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(`# TYPE ${COUNTER} counter\n${lines.join('')}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
