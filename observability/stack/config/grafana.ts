// Grafana: datasources linked to one another, dashboards from files. Whoever is on this machine may
// look and explore; nobody can sign in, so there is no password to leave open.

import type { Site } from '../site.ts'
import { SCRAPE_INTERVAL } from './prometheus.ts'

export function grafanaIni(site: Site): string {
  const [host, port] = site.listen('grafana').split(':')
  return `[server]
http_addr = ${host}
http_port = ${port}
root_url = http://127.0.0.1:${3001 + site.offset}/
[paths]
data = ${site.data('grafana')}
provisioning = ${site.folder}/config/grafana
[auth]
disable_login_form = true
[auth.anonymous]
enabled = true
org_role = Editor
[auth.basic]
enabled = false
[security]
disable_initial_admin_creation = true
[users]
default_theme = system
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
[news]
news_feed_enabled = false
[plugins]
preinstall_disabled = true
`
}

export function grafanaDatasources(site: Site): object {
  const { parts, reach } = site
  const at = (port: Parameters<Site['reach']>[0]) => `http://${reach(port)}`
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: 'prometheus',
        type: 'prometheus',
        access: 'proxy',
        url: at('prometheus'),
        isDefault: true,
        jsonData: {
          timeInterval: SCRAPE_INTERVAL,
          httpMethod: 'POST',
          ...(parts.has('jaeger') && {
            exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'jaeger' }],
          }),
        },
      },
      ...(parts.has('alertmanager')
        ? [
            {
              name: 'Alertmanager',
              uid: 'alertmanager',
              type: 'alertmanager',
              access: 'proxy',
              url: at('alertmanager'),
              jsonData: { implementation: 'prometheus' },
            },
          ]
        : []),
      ...(parts.has('jaeger') ? [jaeger(at('jaeger'), parts.has('loki'))] : []),
      ...(parts.has('loki') ? [loki(at('loki'), parts.has('jaeger'))] : []),
    ],
  }
}

function jaeger(url: string, hasLoki: boolean): object {
  return {
    name: 'Jaeger',
    uid: 'jaeger',
    type: 'jaeger',
    access: 'proxy',
    url,
    jsonData: {
      nodeGraph: { enabled: true },
      ...(hasLoki && {
        tracesToLogsV2: {
          datasourceUid: 'loki',
          spanStartTimeShift: '-1m',
          spanEndTimeShift: '1m',
          customQuery: true,
          // Loki's name for service.name; the trace id is structured metadata of each line.
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
          query: '{service_name="${__span.tags["service.name"]}"} | trace_id = "${__trace.traceId}"',
        },
      }),
      tracesToMetrics: {
        datasourceUid: 'prometheus',
        tags: [{ key: 'service.name', value: 'service_name' }],
        queries: [{ name: 'Requests', query: 'sum(rate(traces_span_metrics_calls_total{$__tags}[5m]))' }],
      },
    },
  }
}

function loki(url: string, hasJaeger: boolean): object {
  return {
    name: 'Loki',
    uid: 'loki',
    type: 'loki',
    access: 'proxy',
    url,
    jsonData: {
      ...(hasJaeger && {
        derivedFields: [
          {
            name: 'Trace',
            matcherType: 'label',
            matcherRegex: 'trace_id',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
            url: '${__value.raw}',
            datasourceUid: 'jaeger',
          },
        ],
      }),
    },
  }
}

export function grafanaDashboards(site: Site): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'paved-road',
        type: 'file',
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 10,
        options: { path: `${site.folder}/dashboards` },
      },
    ],
  }
}

/** The log lines of a trace, in Grafana's explorer; `#{traceID}` is filled in by Jaeger's page. */
export function logsOfTraceUrl(offset: number): string {
  const panes = {
    logs: {
      datasource: 'loki',
      queries: [{ refId: 'A', expr: '{service_name=~".+"} | trace_id = `TRACE`' }],
      range: { from: 'now-24h', to: 'now' },
    },
  }
  const query = encodeURIComponent(JSON.stringify(panes)).replace('TRACE', '#{traceID}')
  return `http://127.0.0.1:${3001 + offset}/explore?schemaVersion=1&orgId=1&panes=${query}`
}
