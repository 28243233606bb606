// A service that is scraped, so that the overview has rates and percentiles to draw: counters that go on counting.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from '../../../observability/conventions/index.ts'

export interface Scraped {
  readonly url: string
  readonly stop: () => void
}

const ROUTES = ['/batches', '/batches/:id', '/items', '/items/:id']
const PER_SECOND = 40

export async function startScraped(service: string): Promise<Scraped> {
  const started = Date.now()
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(exposition(service, Math.round(((Date.now() - started) / 1000) * PER_SECOND)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}

/** As if each of `count` requests had taken the time of a bound, each bound in turn. */
function exposition(service: string, count: number): string {
  const name = METRICS.httpServerRequestDuration
  const lines = ROUTES.flatMap((route) => {
    const labels = [
      [LABELS.serviceName, service],
      [LABELS.serviceVersion, '1.0.0'],
      [LABELS.method, 'GET'],
      [LABELS.route, route],
      [LABELS.status, '200'],
    ]
    const series = (suffix: string, value: number, ...more: string[][]) =>
      `${name}${suffix}{${[...labels, ...more].map(([key, text]) => `${key}="${text}"`).join()}} ${value}`
    const share = 1 / LATENCY_BOUNDS_SECONDS.length
    return [
      ...LATENCY_BOUNDS_SECONDS.map((bound, index) =>
        series('_bucket', Math.floor(count * share * (index + 1)), ['le', String(bound)]),
      ),
      series('_bucket', count, ['le', '+Inf']),
      series('_count', count),
      series('_sum', count),
    ]
  })
  return [`# TYPE ${name} histogram`, ...lines, ''].join('\n')
}
