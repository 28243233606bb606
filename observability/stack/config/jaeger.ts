import type { Site } from '../site.ts'
import { jaegerHealth, ownMetrics, spanMetricsAt } from './opentelemetry.ts'

/** Jaeger 2 on its embedded store: traces outlive a restart, for as long as somebody may look at them. */
export function jaegerConfig(site: Site): object {
  const { parts, listen, reach } = site
  const metrics = parts.has('prometheus')
  return {
    extensions: {
      healthcheckv2: jaegerHealth(listen('jaegerHealth')),
      jaeger_storage: {
        backends: {
          local: {
            badger: {
              directories: { keys: `${site.data('jaeger')}/keys`, values: `${site.data('jaeger')}/values` },
              ephemeral: false,
              ttl: { spans: '72h' },
            },
          },
        },
        ...(metrics && { metric_backends: spanMetricsAt(reach('prometheus')) }),
      },
      jaeger_query: {
        storage: { traces: 'local', ...(metrics && { metrics: 'prometheus' }) },
        http: { endpoint: listen('jaeger') },
        grpc: { endpoint: listen('jaegerGrpc') },
        ui: { config_file: `${site.folder}/config/jaeger-ui.json` },
      },
    },
    receivers: { otlp: { protocols: { grpc: { endpoint: listen('jaegerOtlp') } } } },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: 'local' } },
    service: {
      extensions: ['healthcheckv2', 'jaeger_storage', 'jaeger_query'],
      telemetry: ownMetrics(listen('jaegerMetrics')),
      pipelines: {
        traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] },
      },
    },
  }
}

/** From a trace to its log lines: in Loki where there is one, else in the console. */
export function jaegerUi(logs: string): object {
  return {
    monitor: { menuEnabled: true },
    dependencies: { menuEnabled: true },
    linkPatterns: [{ type: 'traces', url: logs, text: 'Log lines of this trace' }],
  }
}
