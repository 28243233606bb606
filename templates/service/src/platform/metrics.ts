// Owner: paved-road
// Metrics, named as OpenTelemetry's semantic conventions are in Prometheus spelling (conventions.ts). This is the
// only file that knows prom-client.
import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client'
import { LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from './conventions.ts'
import { identity } from './identity.ts'
import type { TraceIds } from './telemetry/ids.ts'

const { OPENMETRICS_CONTENT_TYPE, PROMETHEUS_CONTENT_TYPE } = Registry

export const registry = new Registry<OpenMetricsContentType>()
registry.setContentType(OPENMETRICS_CONTENT_TYPE) // or its histograms take no exemplars
registry.setDefaultLabels({
  [LABELS.serviceName]: identity.name,
  [LABELS.serviceVersion]: identity.version,
  [LABELS.environment]: identity.environment,
})

type Labels = Record<string, string | number>

/** A latency histogram in seconds over the house's bounds, whose buckets can point at a trace. */
export function latencyHistogram(name: string, help: string, labelNames: string[]) {
  const histogram = new Histogram({
    name,
    help,
    labelNames,
    buckets: [...LATENCY_BOUNDS_SECONDS],
    enableExemplars: true,
    registers: [registry],
  })
  return {
    observe(labels: Labels, value: number, exemplar?: TraceIds): void {
      if (exemplar) histogram.observe({ labels, value, exemplarLabels: exemplar as unknown as Labels })
      else histogram.observe({ labels, value })
    },
    /** Makes the series exist at 0, so that its first event is an increase and not a birth. */
    zero: (labels: Labels): void => histogram.zero(labels),
  }
}

/** A gauge read when it is scraped: `read` gives the value, or a value for each label set. */
export function gauge(
  name: string,
  help: string,
  labelNames: string[],
  read: () => [Labels, number][],
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      for (const [labels, value] of read()) this.set(labels, value)
    },
  })
}

/** What the process itself tells: build, CPU, memory, garbage collection, event loop. */
export function measureRuntime(): void {
  collectDefaultMetrics({ register: registry })
  gauge(METRICS.buildInfo, 'Always 1; its labels say which build this is.', [LABELS.commit], () => [
    [{ [LABELS.commit]: identity.commit }, 1],
  ])
  let last = performance.eventLoopUtilization()
  gauge(
    METRICS.eventLoopUtilization,
    'Share of time the event loop was busy since the last scrape.',
    [],
    () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return [[{}, utilization]]
    },
  )
}

let rendering: Promise<unknown> = Promise.resolve()

/** The scrape. OpenMetrics, which carries exemplars, if the scraper's `accept` header asks for it. */
export function renderMetrics(accept: string): Promise<{ type: string; text: string }> {
  const next = rendering.then(() => render(accept.includes('application/openmetrics-text')))
  rendering = next.catch(() => {}) // one at a time: the content type belongs to the whole registry
  return next
}

async function render(openMetrics: boolean): Promise<{ type: string; text: string }> {
  const type = openMetrics ? OPENMETRICS_CONTENT_TYPE : PROMETHEUS_CONTENT_TYPE
  const named = registry.getMetricsAsArray().map((metric) => ({ metric, name: metric.name }))
  registry.setContentType(type as OpenMetricsContentType) // typed for the one it was made with
  const text = await registry.metrics()
  // For OpenMetrics prom-client 15 strips `_total` off its counters' names and leaves them so.
  for (const { metric, name } of named) metric.name = name
  return { type, text }
}
