import type { ResourceView, SpanOutline, SpanView, TraceSummary } from '../contract.ts'
import type { Resource, Span } from '../model.ts'
import { Refusal } from '../otlp/body.ts'
import { assertJsonWithin } from '../otlp/count-json.ts'
import { assertProtobufWithin } from '../otlp/count-protobuf.ts'
import { REQUESTS } from '../otlp/definitions.ts'
import { readLogs, readMetrics, readTraces } from '../otlp/read.ts'
import { createStore } from '../store/index.ts'
import type { Trace } from '../store/traces.ts'
import { rows } from '../terminal/tree.ts'
import { timeRange } from '../time-range.ts'
import type { Telemetry } from './parts.ts'

export function heldTelemetry(): Telemetry {
  const store = createStore()
  const plain = <T>(value: unknown): T =>
    JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)))
  const view = (trace: Trace) => {
    const resources: Resource[] = []
    const placeOf = (resource: Resource) => {
      const at = resources.findIndex(
        (known) => JSON.stringify(plain(known)) === JSON.stringify(plain(resource)),
      )
      return at >= 0 ? at : resources.push(resource) - 1
    }
    const { startNs, endNs } = timeRange(trace.spans)
    const ids = new Set(trace.spans.map(({ spanId }) => spanId))
    const spans = rows(trace.spans).map(
      ({ span, depth }): SpanView => ({
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? null,
        depth,
        orphan: span.parentSpanId !== undefined && !ids.has(span.parentSpanId),
        name: span.name,
        kind: span.kind,
        resource: placeOf(span.resource),
        offsetNs: Number(span.startNs - startNs),
        durationNs: Math.max(0, Number(span.endNs - span.startNs)),
        error: span.status === 'error',
        detail: String(span.attributes['db.query.text'] ?? span.statusMessage ?? ''),
        events: span.events.length,
        links: span.links.length,
        startNs: String(span.startNs),
        status: span.status,
        statusMessage: span.statusMessage ?? null,
        scope: span.scope,
        attributes: plain(span.attributes),
        eventList: plain(span.events),
        linkList: span.links.map((link) => ({ ...plain<typeof link>(link), held: false }) as never),
      }),
    )
    return {
      traceId: trace.traceId,
      startNs: String(startNs),
      durationNs: Number(endNs - startNs),
      missing: trace.dropped,
      resources: resources.map(
        ({ service, version, environment, attributes }): ResourceView => ({
          service,
          version: version ?? null,
          environment: environment ?? null,
          attributes: plain(attributes),
        }),
      ),
      spans,
    }
  }
  const summary = (trace: Trace): TraceSummary => {
    const { spans, resources, ...rest } = view(trace)
    const root = spans[0] as SpanView
    return {
      traceId: rest.traceId,
      name: root.name,
      service: resources[root.resource]?.service ?? '',
      route: (root.attributes['http.route'] as string) ?? null,
      httpStatus: (root.attributes['http.response.status_code'] as number) ?? null,
      services: [...new Set(resources.map(({ service }) => service))],
      startNs: rest.startNs,
      durationNs: rest.durationNs,
      spans: spans.length,
      errors: spans.filter(({ error }) => error).length,
      missing: rest.missing,
    }
  }
  const traceOf = (traceId: string) => {
    const trace = store.traces.get(traceId)
    return trace && view(trace)
  }
  return {
    ingest: (signal, encoding, body) => {
      const json = encoding === 'application/json'
      if (json) assertJsonWithin(body)
      else assertProtobufWithin(signal, body)
      let decoded: unknown
      try {
        decoded = json ? JSON.parse(Buffer.from(body).toString()) : REQUESTS[signal].decode(body)
      } catch (fault) {
        throw new Refusal(400, `the body is not a valid export request: ${(fault as Error).message}`)
      }
      if (signal === 'traces') {
        const batch = readTraces(decoded)
        for (const record of batch.records as Span[]) store.traces.add(record)
        return batch
      }
      if (signal === 'metrics') return readMetrics(decoded)
      const batch = readLogs(decoded)
      for (const record of batch.records) store.logs.add(record)
      return batch
    },
    traces: ({ service, limit }) => {
      const traces = store.traces.list({ service, limit }).map(summary)
      return { traces, searched: { traces: traces.length, complete: traces.length < limit } }
    },
    trace: traceOf,
    outline: (traceId) => {
      const trace = traceOf(traceId)
      return trace && { ...trace, spans: trace.spans as SpanOutline[], criticalPath: [], logs: 0 }
    },
    span: (traceId, spanId) => traceOf(traceId)?.spans.find((span) => span.spanId === spanId),
    holds: (traceId) => store.traces.get(traceId) !== undefined,
    logs: ({ traceId, limit }) => ({
      logs: store.logs.list({ traceId, limit }).map((log) => ({
        timeNs: String(log.timeNs),
        severity: log.severity,
        service: log.resource.service,
        body: plain(log.body),
        attributes: plain(log.attributes),
        traceId: log.traceId ?? null,
        spanId: log.spanId ?? null,
        traced: store.traces.get(log.traceId ?? '') !== undefined,
      })),
    }),
    services: () =>
      store.traces.services().map(({ name, version, environment, spans, lastSeenAt }) => ({
        name,
        versions: version ? [version] : [],
        environment: environment ?? null,
        spans,
        lastSeenAt,
      })),
    map: () => ({ windowSeconds: 900, nodes: [], edges: [] }),
    held: () => ({
      spans: store.traces.spanCount,
      traces: 0,
      logs: store.logs.count,
      bytes: store.traces.byteCount,
      byteLimit: 0,
      spansPerTraceLimit: 20_000,
      spansEvicted: 0,
      spansDropped: 0,
    }),
  }
}
