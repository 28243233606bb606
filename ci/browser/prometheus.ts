// A real Prometheus beside a stamped service, with the service's own rules.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PrometheusOptions {
  /** The program. */
  readonly path: string
  readonly port: number
  /** Host and port of the service. */
  readonly target: string
  /** Folder of the service. */
  readonly service: string
}

/** Scrapes and evaluates each second. @returns how to stop it. */
export function startPrometheus({ path, port, target, service }: PrometheusOptions): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'console-prometheus-'))
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(service, 'observability/rules/*.yaml')],
    scrape_configs: [{ job_name: 'services', static_configs: [{ targets: [target] }] }],
  }
  writeFileSync(join(folder, 'prometheus.yaml'), JSON.stringify(config)) // which is YAML
  const child = spawn(
    path,
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
}
