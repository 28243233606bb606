// What the stack is made of. Data only: each part's programs, image, address and how its health is asked.

export const PART_NAMES = [
  'prometheus',
  'alertmanager',
  'jaeger',
  'collector',
  'grafana',
  'loki',
  'console',
] as const
export type PartName = (typeof PART_NAMES)[number]

/** Where the parts listen, moved together by an offset where somebody else has these. */
export const PORTS = {
  prometheus: 9090,
  alertmanager: 9093,
  jaeger: 16686,
  grafana: 3001,
  loki: 3100,
  console: 4319,
  /** The services' own: whoever has these receives their telemetry. */
  otlpGrpc: 4317,
  otlpHttp: 4318,
  /** The launcher's. It says which folder's stack has the ports, and keeps a second launcher out. */
  launcher: 4320,
  jaegerGrpc: 16685,
  jaegerOtlp: 4327,
  jaegerHealth: 13132,
  jaegerMetrics: 8890,
  collectorHealth: 13133,
  collectorMetrics: 8888,
  spanMetrics: 8889,
  lokiGrpc: 9095,
} as const
export type PortName = keyof typeof PORTS

export interface Part {
  /** What it is for, in the words of `stack status`. */
  readonly purpose: string
  /** Names of its program on PATH, the preferred first; none where it is the toolkit's own. */
  readonly programs: readonly string[]
  /** Where it is to be had, for whoever misses it. */
  readonly get: string
  /** Looked up in November 2026; the Collector, Jaeger and Prometheus are the versions that the tests run. */
  readonly image: string
  readonly ports: readonly PortName[]
  /** Where a person opens it. */
  readonly page: PortName
  readonly health: { readonly port: PortName; readonly path: string }
  /** Port and path of its own metrics. */
  readonly metrics?: PortName
}

export const PARTS: Readonly<Record<PartName, Part>> = {
  prometheus: {
    purpose: 'metrics, rules and alerts',
    programs: ['prometheus'],
    get: 'apt-get install prometheus, or https://prometheus.io/download',
    image: 'prom/prometheus:v3.15.0',
    ports: ['prometheus'],
    page: 'prometheus',
    health: { port: 'prometheus', path: '/-/healthy' },
    metrics: 'prometheus',
  },
  alertmanager: {
    purpose: 'who is told of an alert',
    programs: ['alertmanager', 'prometheus-alertmanager'],
    get: 'apt-get install prometheus-alertmanager, or https://prometheus.io/download',
    image: 'prom/alertmanager:v0.34.1',
    ports: ['alertmanager'],
    page: 'alertmanager',
    health: { port: 'alertmanager', path: '/-/healthy' },
    metrics: 'alertmanager',
  },
  jaeger: {
    purpose: 'traces',
    programs: ['jaeger'],
    get: 'https://www.jaegertracing.io/download (version 2)',
    image: 'jaegertracing/jaeger:2.13.0',
    ports: ['jaeger', 'jaegerGrpc', 'jaegerOtlp', 'jaegerHealth', 'jaegerMetrics'],
    page: 'jaeger',
    health: { port: 'jaegerHealth', path: '/status' },
    metrics: 'jaegerMetrics',
  },
  collector: {
    purpose: 'takes telemetry, redacts and distributes it',
    programs: ['otelcol', 'otelcol-contrib'],
    get: 'https://opentelemetry.io/docs/collector/installation (the contrib distribution)',
    image: 'otel/opentelemetry-collector-contrib:0.159.0',
    ports: ['otlpGrpc', 'otlpHttp', 'collectorHealth', 'collectorMetrics', 'spanMetrics'],
    page: 'otlpHttp',
    health: { port: 'collectorHealth', path: '/' },
    metrics: 'collectorMetrics',
  },
  grafana: {
    purpose: 'dashboards',
    programs: ['grafana'],
    get: 'https://grafana.com/grafana/download',
    image: 'grafana/grafana:13.2.3',
    ports: ['grafana'],
    page: 'grafana',
    health: { port: 'grafana', path: '/api/health' },
    metrics: 'grafana',
  },
  loki: {
    purpose: 'logs',
    programs: ['loki'],
    get: 'https://grafana.com/docs/loki/latest/setup/install',
    image: 'grafana/loki:3.7.8',
    ports: ['loki', 'lokiGrpc'],
    page: 'loki',
    health: { port: 'loki', path: '/ready' },
    metrics: 'loki',
  },
  console: {
    purpose: 'objectives, alerts and runbooks; what arrives, as it arrives',
    programs: [],
    get: 'part of paved-road',
    image: '',
    ports: ['console'],
    page: 'console',
    health: { port: 'console', path: '/api/status' },
  },
}
