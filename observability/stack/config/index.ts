// Every file that the stack is configured by: path below its folder → text. Pure; up.ts writes them.
import { stringify } from 'yaml'
import { consolePort, type Site, seenFrom, urlOf } from '../site.ts'
import { alertmanagerConfig } from './alertmanager.ts'
import { collectorConfig } from './collector.ts'
import { composeFile } from './compose.ts'
import { grafanaDashboards, grafanaDatasources, grafanaIni, logsOfTraceUrl } from './grafana.ts'
import { jaegerConfig, jaegerUi } from './jaeger.ts'
import { lokiConfig } from './loki.ts'
import { prometheusConfig } from './prometheus.ts'

export interface Wishes {
  /** Where notifications go, beside Alertmanager's own page. */
  readonly webhook?: string | undefined
}

/** `folder` is the stack's, on this machine. */
export function configFiles(site: Site, folder: string, { webhook }: Wishes): ReadonlyMap<string, string> {
  const told = webhook === undefined ? undefined : seenFrom(site.mode, webhook)
  const logs = site.parts.has('loki') && site.parts.has('grafana') ? logsOfTraceUrl(site.offset) : undefined
  const consoleLogs = `${urlOf(consolePort(site.parts), site.offset)}/logs?trace_id=#{traceID}`
  return new Map([
    ['config/prometheus.yaml', yaml(prometheusConfig(site))],
    ['config/alertmanager.yaml', yaml(alertmanagerConfig(told))],
    ['config/collector.yaml', yaml(collectorConfig(site))],
    ['config/jaeger.yaml', yaml(jaegerConfig(site))],
    ['config/jaeger-ui.json', `${JSON.stringify(jaegerUi(logs ?? consoleLogs), null, 2)}\n`],
    ['config/loki.yaml', yaml(lokiConfig(site))],
    ['config/grafana.ini', grafanaIni(site)],
    ['config/grafana/datasources/stack.yaml', yaml(grafanaDatasources(site))],
    ['config/grafana/dashboards/stack.yaml', yaml(grafanaDashboards(site))],
    ...(site.mode === 'compose' ? ([['config/compose.yaml', yaml(composeFile(site, folder))]] as const) : []),
  ])
}

const COMMENT = '# Owner: paved-road, written by paved-road stack up.\n'
const yaml = (content: object): string =>
  COMMENT + stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })
