// The Collector in two tiers. Gateways take what services send, hide what nobody should read, and give each trace as a
// whole to one sampler, which waits until it is complete and keeps those that somebody will look for.
import { ATTRIBUTES } from '../../conventions/index.ts'
import { ownMetrics, spanMetrics } from '../config/opentelemetry.ts'
import { REDACTION } from '../config/redaction.ts'
import { PARTS, PORTS } from '../parts.ts'
import { type Manifest, NAMESPACE, networkPolicy, service, workload } from './kubernetes.ts'

export interface Sampling {
  /** A request that took longer is kept: the smallest bound that an objective has. */
  readonly slowerThanSeconds: number
  /** Of the traces that are neither failed, slow nor pointed at. */
  readonly keptPercent: number
}

const OTLP = { 'otlp-grpc': PORTS.otlpGrpc, 'otlp-http': PORTS.otlpHttp }
const OWN = { health: PORTS.collectorHealth, metrics: PORTS.collectorMetrics }
const MEMORY_MIB = 1_024
/** Longer than a request may take, with time for its consumers; a trace that goes on longer is judged by its beginning. */
const DECISION_WAIT_SECONDS = 30

const receivers = {
  otlp: {
    protocols: {
      grpc: { endpoint: `0.0.0.0:${PORTS.otlpGrpc}` },
      http: { endpoint: `0.0.0.0:${PORTS.otlpHttp}` },
    },
  },
}
const extensions = { health_check: { endpoint: `0.0.0.0:${PORTS.collectorHealth}` } }
const memory_limiter = {
  check_interval: '1s',
  limit_mib: Math.round(MEMORY_MIB * 0.8),
  spike_limit_mib: Math.round(MEMORY_MIB * 0.2),
}
const batch = { timeout: '1s', send_batch_size: 1_024, send_batch_max_size: 2_048 }
const QUEUE = { sending_queue: { queue_size: 1_000 }, retry_on_failure: { max_elapsed_time: '300s' } }
const telemetry = ownMetrics(`0.0.0.0:${PORTS.collectorMetrics}`)

export function gatewayConfig(): object {
  const through = { receivers: ['otlp'], processors: ['memory_limiter', 'redaction', 'batch'] }
  return {
    extensions,
    receivers,
    processors: {
      memory_limiter,
      redaction: REDACTION,
      batch,
    },
    exporters: {
      load_balancing: {
        routing_key: 'traceID',
        protocol: { otlp: { tls: { insecure: true }, timeout: '5s' } },
        resolver: {
          dns: { hostname: `otel-sampler.${NAMESPACE}.svc.cluster.local`, port: String(PORTS.otlpGrpc) },
        },
      },
      'otlp_http/loki': { endpoint: `http://loki-gateway.${NAMESPACE}.svc.cluster.local/otlp`, ...QUEUE },
    },
    service: {
      extensions: ['health_check'],
      telemetry,
      pipelines: {
        traces: { ...through, exporters: ['load_balancing'] },
        logs: { ...through, exporters: ['otlp_http/loki'] },
      },
    },
  }
}

/** Rates and times of spans are measured before any is left out, or they would be those of the sample. */
export function samplerConfig({ slowerThanSeconds, keptPercent }: Sampling): object {
  return {
    extensions,
    receivers,
    processors: {
      memory_limiter,
      batch,
      tail_sampling: {
        decision_wait: `${DECISION_WAIT_SECONDS}s`,
        num_traces: 50_000,
        policies: [
          { name: 'failed', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
          { name: 'slow', type: 'latency', latency: { threshold_ms: Math.round(slowerThanSeconds * 1_000) } },
          {
            name: 'pointed-at',
            type: 'boolean_attribute',
            boolean_attribute: { key: ATTRIBUTES.exemplar, value: true },
          },
          { name: 'some-others', type: 'probabilistic', probabilistic: { sampling_percentage: keptPercent } },
        ],
      },
    },
    connectors: { span_metrics: spanMetrics(10_000) },
    exporters: {
      'otlp_grpc/jaeger': {
        endpoint: `jaeger-collector.${NAMESPACE}.svc.cluster.local:${PORTS.otlpGrpc}`,
        tls: { insecure: true },
        ...QUEUE,
      },
      prometheus: { endpoint: `0.0.0.0:${PORTS.spanMetrics}`, metric_expiration: '10m' },
    },
    service: {
      extensions: ['health_check'],
      telemetry,
      pipelines: {
        'traces/measured': {
          receivers: ['otlp'],
          processors: ['memory_limiter'],
          exporters: ['span_metrics'],
        },
        'traces/kept': {
          receivers: ['otlp'],
          processors: ['memory_limiter', 'tail_sampling', 'batch'],
          exporters: ['otlp_grpc/jaeger'],
        },
        metrics: { receivers: ['span_metrics'], exporters: ['prometheus'] },
      },
    },
  }
}

export function collectors(sampling: Sampling): Manifest[] {
  const tier = (name: string, content: object, ports: Readonly<Record<string, number>>, grace: number) =>
    workload({
      name,
      image: PARTS.collector.image,
      replicas: 2,
      ports,
      health: { port: 'health', path: '/' },
      memory: `${MEMORY_MIB}Mi`,
      cpu: '500m',
      config: { folder: '/etc/collector', file: 'collector.yaml', content },
      grace,
    })
  const spans = { spans: PORTS.spanMetrics }
  return [
    ...tier('otel-gateway', gatewayConfig(), { ...OTLP, ...OWN }, 30),
    service('otel-gateway', { ...OTLP, metrics: PORTS.collectorMetrics }),
    networkPolicy('otel-gateway', [{ ports: Object.values(OTLP) }, { ports: [PORTS.collectorMetrics] }]),
    ...tier(
      'otel-sampler',
      samplerConfig(sampling),
      { ...OTLP, ...OWN, ...spans },
      DECISION_WAIT_SECONDS + 30,
    ),
    service('otel-sampler', { ...OTLP, metrics: PORTS.collectorMetrics, ...spans }, { headless: true }),
    networkPolicy('otel-sampler', [
      { pods: 'otel-gateway', ports: Object.values(OTLP) },
      { ports: [PORTS.collectorMetrics, PORTS.spanMetrics] },
    ]),
  ]
}
