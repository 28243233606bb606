// A real Prometheus beside a stamped service, with the service's own rules.
import { join } from 'node:path'
import { type RunningPrometheus, startPrometheus } from '../prometheus.ts'

export interface BesideOptions {
  /** The program. */
  readonly path: string
  readonly port: number
  /** Host and port of the service. */
  readonly target: string
  /** Folder of the service. */
  readonly service: string
}

/** Scrapes and evaluates each second. */
export function prometheusBeside(options: BesideOptions): Promise<RunningPrometheus> {
  const { path, port, target, service } = options
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(service, 'observability/rules/*.yaml')],
    scrape_configs: [{ job_name: 'services', static_configs: [{ targets: [target] }] }],
  }
  return startPrometheus({ path, port, configuration })
}
