// Prometheus: scrapes what `stack add` brought and the stack itself, evaluates their rules, tells Alertmanager.
import type { PartName } from '../parts.ts'
import { PARTS } from '../parts.ts'
import type { Site } from '../site.ts'

/** Dashboards ask for rates over windows that hold four of these; their datasource is told the same. */
export const SCRAPE_INTERVAL = '15s'
/** How often rules are evaluated. */
export const EVALUATION_SECONDS = 15

/** The job of services: a label of all that is scraped from them. */
export const SERVICES_JOB = 'services'

export function prometheusConfig(site: Site): object {
  const { parts, reach, folder } = site
  return {
    global: { scrape_interval: SCRAPE_INTERVAL, evaluation_interval: `${EVALUATION_SECONDS}s` },
    // A wildcard for folders is none that Prometheus takes.
    rule_files: [`${folder}/rules/*.yaml`, `${folder}/rules/*.yml`],
    ...(parts.has('alertmanager') && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [reach('alertmanager')] }] }] },
    }),
    scrape_configs: [
      {
        job_name: SERVICES_JOB,
        file_sd_configs: [{ files: [`${folder}/targets/*.json`], refresh_interval: '5s' }],
      },
      {
        job_name: 'stack',
        static_configs: [...parts].flatMap((part) => selfTargets(part, reach)),
      },
      ...(parts.has('collector')
        ? [
            {
              job_name: 'spans',
              honor_labels: true,
              static_configs: [{ targets: [reach('spanMetrics')] }],
            },
          ]
        : []),
    ],
  }
}

function selfTargets(part: PartName, reach: Site['reach']): object[] {
  const { metrics } = PARTS[part]
  return metrics === undefined ? [] : [{ targets: [reach(metrics)], labels: { part } }]
}

/** Budgets look back ninety days at most; the size ends it earlier on a laptop. */
export function prometheusArguments(site: Site): string[] {
  return [
    `--config.file=${site.folder}/config/prometheus.yaml`,
    `--storage.tsdb.path=${site.data('prometheus')}`,
    '--storage.tsdb.retention.time=95d',
    '--storage.tsdb.retention.size=4GB',
    '--enable-feature=exemplar-storage',
    `--web.listen-address=${site.listen('prometheus')}`,
    `--web.external-url=http://127.0.0.1:${9090 + site.offset}`,
  ]
}
