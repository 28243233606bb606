// How long the console's API takes once a million spans were sent to it: full, the rest made room.
import { randomBytes } from 'node:crypto'
import type { ConsoleStatus } from '../../../observability/console/contract.ts'
import { median, quantile } from '../statistics.ts'
import { makeChain, makeLogs } from './bodies.ts'
import type { Load } from './load.ts'

const TIMES = 15
const CHAIN = 10_000
const LOG_BODIES = 20
const LOGS = 5_000

export interface Latency {
  readonly what: string
  /** Milliseconds. */
  readonly median: number
  readonly worst: number
  /** Of the answer. */
  readonly bytes: number
}

/** @param url of the console's API, which holds spans already */
export async function measureQueries(load: Load, otlpUrl: string, url: string) {
  const chain = randomBytes(16)
  await load.post(`${otlpUrl}/v1/traces`, makeChain(chain, CHAIN))
  for (let body = 0; body < LOG_BODIES; body++) await load.post(`${otlpUrl}/v1/logs`, makeLogs(LOGS))
  const search = (condition: string) => `/api/traces?attr=${encodeURIComponent(condition)}`
  const queries: Record<string, string | ((time: number) => string)> = {
    'the newest 100 traces': '/api/traces?limit=100',
    'an attribute that every span has': search('url.path=/orders/123456'),
    'a text that no span has': search('url.path=/orders/0'),
    'a number that no span has': search('http.response.status_code=599'),
    'a route that no span has': '/api/traces?route=/nowhere',
    'the outline of 10,000 spans, one below the other': `/api/traces/${chain.toString('hex')}?view=outline`,
    'the newest 100 log records': '/api/logs?limit=100',
    'a text that no log record has': '/api/logs?q=nowhere',
    // A map of the same stretch is given again for a while.
    'who calls whom': (time) => `/api/map?minutes=${15 - (time % 2)}`,
  }
  const latencies: Latency[] = []
  for (const [what, path] of Object.entries(queries))
    latencies.push(await measure(what, (time) => url + (typeof path === 'string' ? path : path(time))))
  const { held } = (await (await fetch(`${url}/api/status`)).json()) as ConsoleStatus
  return { latencies, held }
}

async function measure(what: string, urlOf: (time: number) => string): Promise<Latency> {
  const times: number[] = []
  let bytes = 0
  for (let time = 0; time < TIMES; time++) {
    const begin = performance.now()
    const answer = await fetch(urlOf(time))
    bytes = (await answer.arrayBuffer()).byteLength
    if (!answer.ok) throw new Error(`${answer.url} was answered with ${answer.status}`)
    times.push(performance.now() - begin)
  }
  return { what, median: median(times), worst: quantile(times, 1), bytes }
}
