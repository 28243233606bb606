// What the Collector and Jaeger, which is one, are told alike on one machine and on many.
import { LATENCY_BOUNDS_SECONDS } from '../../conventions/index.ts'

/** Its metrics of itself, for Prometheus to scrape. `listen` is `host:port`. */
export function ownMetrics(listen: string): object {
  const [host = '', port] = listen.split(':')
  return { metrics: { readers: [{ pull: { exporter: { prometheus: { host, port: Number(port) } } } }] } }
}

/**
 * Rates and times of spans, which Jaeger's page on service performance reads from Prometheus. A service that makes span
 * names up must not fill the memory: beyond `most` series they are counted as one.
 */
export const spanMetrics = (most: number): object => ({
  histogram: {
    explicit: { buckets: LATENCY_BOUNDS_SECONDS.map((seconds) => `${Math.round(seconds * 1000)}ms`) },
  },
  metrics_flush_interval: '15s',
  aggregation_cardinality_limit: most,
})

/** Where Jaeger finds those again. `reach` is `host:port`. */
export const spanMetricsAt = (reach: string): object => ({
  prometheus: {
    prometheus: { endpoint: `http://${reach}`, normalize_calls: true, normalize_duration: true },
  },
})

/** How Jaeger is asked whether it is well. */
export const jaegerHealth = (listen: string): object => ({
  use_v2: true,
  http: { endpoint: listen, status: { enabled: true, path: '/status' } },
})
