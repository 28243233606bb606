// Instances of two versions as Prometheus sees them, and a Prometheus that does.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Program } from '../../../../ci/components.ts'
import { type RunningPrometheus, startPrometheus } from '../../../../ci/prometheus.ts'

export interface Behaviour {
  readonly service: string
  readonly version: string
  readonly perSecond: number
  /** Shares. */
  readonly errors?: number
  readonly slow?: number
  /** Starts anew, and forgets what it counted, so often. */
  readonly restartsEverySeconds?: number
}

export interface Instance {
  readonly target: string
  /** Requests so far. */
  readonly served: () => number
  readonly close: () => Promise<void>
}

export async function instance(behaviour: Behaviour): Promise<Instance> {
  const began = Date.now() / 1000
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(exposition(behaviour, began))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    served: () => Math.floor(behaviour.perSecond * (Date.now() / 1000 - began)),
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function exposition(behaviour: Behaviour, began: number): string {
  const { service, version, perSecond, errors = 0, slow = 0, restartsEverySeconds: every } = behaviour
  const age = Date.now() / 1000 - began
  const since = every === undefined ? age : age % every
  const own = `service_name="${service}",service_version="${version}"`
  const all = Math.floor(perSecond * since)
  const failed = Math.floor(all * errors)
  const metric = 'http_server_request_duration_seconds'
  const of = (status: number) => `${own},http_route="/",http_response_status_code="${status}"`
  const lines = [
    `build_info{${own},commit="c"} 1`,
    `process_start_time_seconds{${own}} ${(began + age - since).toFixed(3)}`,
    `process_resident_memory_bytes{${own}} 90000000`,
    `${metric}_count{${of(200)}} ${all - failed}`,
    `${metric}_bucket{${of(200)},le="0.3"} ${Math.ceil((all - failed) * (1 - slow))}`,
    `${metric}_bucket{${of(200)},le="+Inf"} ${all - failed}`,
    // As with most counters of failures, there is none until the first.
    ...(failed > 0
      ? [`${metric}_count{${of(500)}} ${failed}`, `${metric}_bucket{${of(500)},le="0.3"} ${failed}`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

/** Scrapes each target every half second. Ends when the test does. */
export async function prometheus(
  { path }: Program,
  targets: readonly string[],
  undo: { after: (step: () => void | Promise<void>) => void },
): Promise<RunningPrometheus> {
  const configuration = {
    global: { scrape_interval: '500ms', scrape_timeout: '500ms' },
    scrape_configs: [{ job_name: 'versions', static_configs: [{ targets }] }],
  }
  const server = await startPrometheus({ path, configuration })
  undo.after(server.stop)
  return server
}
