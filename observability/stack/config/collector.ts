// The Collector: takes what services send, hides what nobody should read, and passes it on. Every trace is kept here,
// so that an exemplar always leads somewhere; sampling is for the production form.
import type { Site } from '../site.ts'
import { ownMetrics, spanMetrics } from './opentelemetry.ts'
import { REDACTION } from './redaction.ts'

/** More than a laptop's services send in a minute; beyond it telemetry is refused, and the services drop it. */
const MEMORY_LIMIT_MIB = 400

/** Whatever is down must neither hold memory nor be asked for ever. Requests, of one batch each. */
const BOUNDED = {
  sending_queue: { queue_size: 200 },
  retry_on_failure: { initial_interval: '1s', max_interval: '10s', max_elapsed_time: '60s' },
}

export function collectorConfig(site: Site): object {
  const { parts, listen, reach } = site
  const toConsole = parts.has('console') && site.mode === 'native' ? ['otlp_http/console'] : []
  const toLoki = parts.has('loki') ? ['otlp_http/loki'] : []
  const toJaeger = parts.has('jaeger') ? ['otlp_grpc/jaeger'] : []
  const through = { receivers: ['otlp'], processors: ['memory_limiter', 'redaction', 'batch'] }
  return {
    extensions: { health_check: { endpoint: listen('collectorHealth') } },
    receivers: {
      otlp: {
        protocols: { grpc: { endpoint: listen('otlpGrpc') }, http: { endpoint: listen('otlpHttp') } },
      },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: MEMORY_LIMIT_MIB, spike_limit_mib: 100 },
      redaction: REDACTION,
      batch: { timeout: '500ms', send_batch_size: 512, send_batch_max_size: 2048 },
    },
    connectors: { span_metrics: spanMetrics(2_000) },
    exporters: {
      ...(toJaeger.length > 0 && {
        'otlp_grpc/jaeger': { endpoint: reach('jaegerOtlp'), tls: { insecure: true }, ...BOUNDED },
      }),
      ...(toConsole.length > 0 && {
        'otlp_http/console': { endpoint: `http://${reach('console')}`, ...BOUNDED },
      }),
      ...(toLoki.length > 0 && {
        'otlp_http/loki': { endpoint: `http://${reach('loki')}/otlp`, ...BOUNDED },
      }),
      prometheus: { endpoint: listen('spanMetrics'), metric_expiration: '10m' },
    },
    service: {
      extensions: ['health_check'],
      telemetry: ownMetrics(listen('collectorMetrics')),
      pipelines: {
        traces: { ...through, exporters: [...toJaeger, ...toConsole, 'span_metrics'] },
        ...(toLoki.length + toConsole.length > 0 && {
          logs: { ...through, exporters: [...toLoki, ...toConsole] },
        }),
        metrics: { receivers: ['span_metrics'], exporters: ['prometheus'] },
      },
    },
  }
}
