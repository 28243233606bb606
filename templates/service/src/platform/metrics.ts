// Owner: paved-road
// Metrics, named by OpenTelemetry's conventions in Prometheus spelling. The only file that knows prom-client.
import type { Span } from '@opentelemetry/api'
import * as prom from 'prom-client'
import { ATTRIBUTES, LABELS, LATENCY_BOUNDS_SECONDS, METRICS } from './conventions.ts'
import { identity } from './identity.ts'
import { sampledIds } from './telemetry/ids.ts'

const { OPENMETRICS_CONTENT_TYPE, PROMETHEUS_CONTENT_TYPE } = prom.Registry
export const registry = new prom.Registry<prom.OpenMetricsContentType>()
registry.setContentType(OPENMETRICS_CONTENT_TYPE) // or its histograms take no exemplars
registry.setDefaultLabels({
  [LABELS.serviceName]: identity.name,
  [LABELS.serviceVersion]: identity.version,
  [LABELS.environment]: identity.environment,
})

type Labels = Record<string, string | number>

/** A bucket keeps its exemplar so long. So their traces are few, and whoever samples can keep all that are marked. */
const EXEMPLAR_MS = 10_000

/** A latency histogram in seconds over the house's bounds, whose buckets can point at a trace. */
export function latencyHistogram(name: string, help: string, labelNames: string[]) {
  const series = { name, help, labelNames, registers: [registry], enableExemplars: true }
  const histogram = new prom.Histogram({ ...series, buckets: [...LATENCY_BOUNDS_SECONDS] })
  const until = new Map<string, number>()
  const exemplar = (labels: Labels, value: number, span: Span) => {
    const bucket = `${Object.values(labels)} ${LATENCY_BOUNDS_SECONDS.findIndex((bound) => value <= bound)}`
    if (Date.now() < (until.get(bucket) ?? 0)) return undefined
    const ids = sampledIds(span)
    if (ids) until.set(bucket, Date.now() + EXEMPLAR_MS)
    if (ids) span.setAttribute(ATTRIBUTES.exemplar, true)
    return ids
  }
  return {
    observe(labels: Labels, value: number, span?: Span): void {
      const exemplarLabels = span && exemplar(labels, value, span)
      histogram.observe(exemplarLabels ? { labels, value, exemplarLabels } : { labels, value })
    },
    /** Makes the series exist at 0, so that its first event is an increase and not a birth. */
    zero: (labels: Labels): void => histogram.zero(labels),
  }
}

/** A counter that is there, at zero, from the start. */
export const counter = (name: string, help: string) => new prom.Counter({ name, help, registers: [registry] })

type Read = () => number | Record<string, number>

/** A gauge read when it is scraped: one value, or one for each value of `label`. */
export function gauge(name: string, help: string, read: Read, label?: string): void {
  const series = { name, help, labelNames: label ? [label] : [], registers: [registry] }
  new prom.Gauge({
    ...series,
    collect() {
      const now = read()
      if (typeof now === 'number') this.set(now)
      else for (const [of, value] of Object.entries(now)) this.set({ [label ?? '']: of }, value)
    },
  })
}

/** What the process itself tells: build, CPU, memory, garbage collection, event loop. */
export function measureRuntime(): void {
  prom.collectDefaultMetrics({ register: registry })
  gauge(METRICS.buildInfo, 'Always 1; its labels say which.', () => ({ [identity.commit]: 1 }), LABELS.commit)
  let last = performance.eventLoopUtilization()
  gauge(METRICS.eventLoopUtilization, 'Share of time the event loop was busy since the last scrape.', () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  })
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
  registry.setContentType(type as prom.OpenMetricsContentType) // typed for the one it was made with
  const text = await registry.metrics()
  // For OpenMetrics prom-client 15 strips `_total` off its counters' names and leaves them so.
  for (const { metric, name } of named) metric.name = name
  return { type, text }
}
