// Jaeger as two workloads on one OpenSearch: one writes, one answers, and neither holds anything that could be lost.
import { jaegerHealth, ownMetrics, spanMetricsAt } from '../config/opentelemetry.ts'
import { PARTS, PORTS } from '../parts.ts'
import { type Manifest, NAMESPACE, networkPolicy, service, workload } from './kubernetes.ts'

/** Who may write there is in this Secret, which is yours to make: keys `username` and `password`. */
export const STORE_SECRET = 'jaeger-store'
const HEALTH = { health: PORTS.jaegerHealth }

export type Role = 'collector' | 'query'

/** Jaeger reads `${env:…}` itself, so that no password is in a file. */
export function jaegerRoleConfig(role: Role, storeUrl: string): object {
  const storage = {
    backends: {
      store: {
        opensearch: {
          server_urls: [storeUrl],
          // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Jaeger fills it in
          auth: { basic: { username: '${env:STORE_USERNAME}', password: '${env:STORE_PASSWORD}' } },
          // biome-ignore-end lint/suspicious/noTemplateCurlyInString: Jaeger fills it in
          indices: { index_prefix: 'jaeger' },
        },
      },
    },
    ...(role === 'query' && {
      metric_backends: spanMetricsAt(
        `prometheus-operated.${NAMESPACE}.svc.cluster.local:${PORTS.prometheus}`,
      ),
    }),
  }
  // A Jaeger needs a pipeline; one that only answers has an end that nothing is sent to.
  const traces = { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] }
  const grpc = {
    endpoint: role === 'collector' ? `0.0.0.0:${PORTS.otlpGrpc}` : `127.0.0.1:${PORTS.otlpGrpc}`,
  }
  return {
    extensions: {
      healthcheckv2: jaegerHealth(`0.0.0.0:${PORTS.jaegerHealth}`),
      jaeger_storage: storage,
      ...(role === 'query' && {
        jaeger_query: {
          storage: { traces: 'store', metrics: 'prometheus' },
          http: { endpoint: `0.0.0.0:${PORTS.jaeger}` },
          grpc: { endpoint: `0.0.0.0:${PORTS.jaegerGrpc}` },
        },
      }),
    },
    receivers: { otlp: { protocols: { grpc } } },
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: 'store' } },
    service: {
      extensions: ['healthcheckv2', 'jaeger_storage', ...(role === 'query' ? ['jaeger_query'] : [])],
      telemetry: ownMetrics(`0.0.0.0:${PORTS.jaegerMetrics}`),
      pipelines: { traces },
    },
  }
}

export function jaegers(storeUrl: string): Manifest[] {
  const secret = (key: string) => ({ valueFrom: { secretKeyRef: { name: STORE_SECRET, key } } })
  const role = (which: Role, ports: Readonly<Record<string, number>>) => {
    const name = `jaeger-${which}`
    return [
      ...workload({
        name,
        image: PARTS.jaeger.image,
        replicas: 2,
        ports: { ...ports, ...HEALTH, metrics: PORTS.jaegerMetrics },
        health: { port: 'health', path: '/status' },
        memory: '512Mi',
        cpu: '250m',
        config: { folder: '/etc/jaeger', file: 'jaeger.yaml', content: jaegerRoleConfig(which, storeUrl) },
        env: [
          { name: 'STORE_USERNAME', ...secret('username') },
          { name: 'STORE_PASSWORD', ...secret('password') },
        ],
      }),
      service(name, { ...ports, metrics: PORTS.jaegerMetrics }),
    ]
  }
  return [
    ...role('collector', { 'otlp-grpc': PORTS.otlpGrpc }),
    networkPolicy('jaeger-collector', [
      { pods: 'otel-sampler', ports: [PORTS.otlpGrpc] },
      { ports: [PORTS.jaegerMetrics] },
    ]),
    ...role('query', { http: PORTS.jaeger, grpc: PORTS.jaegerGrpc }),
  ]
}
