// Owner: paved-road
// Stands where the OpenTelemetry Collector would: takes OTLP as JSON and keeps the spans and log records.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: Record<string, unknown>
  resource: Record<string, unknown>
}

type Attribute = { key: string; value: Record<string, unknown> }
const plain = (attributes: Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

export async function startCollector() {
  const spans: Span[] = []
  const logs: { traceId?: string; body: unknown }[] = []
  const raw: Buffer[] = []
  const server = createServer(async (request, response) => {
    const sent = Buffer.concat(await request.toArray())
    raw.push(sent)
    const protobuf = request.headers['content-type'] !== 'application/json'
    const body = protobuf ? {} : JSON.parse(sent.toString())
    for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
      for (const span of scopeSpans.flatMap((scope: { spans: object[] }) => scope.spans)) {
        spans.push({ ...span, attributes: plain(span.attributes), resource: plain(resource.attributes) })
      }
    }
    for (const { scopeLogs } of body.resourceLogs ?? []) {
      for (const record of scopeLogs.flatMap((scope: { logRecords: object[] }) => scope.logRecords)) {
        logs.push({ traceId: record.traceId, body: record.body?.stringValue })
      }
    }
    response.setHeader('content-type', request.headers['content-type'] ?? '').end(protobuf ? '' : '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    spans,
    logs,
    /** Bodies as they came, protobuf too, which is not decoded here. */
    raw,
    endpoint,
    /** What a service needs in its environment to send here, soon. */
    env: {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_BLRP_SCHEDULE_DELAY: '50',
    },
    /** The spans of a trace, once there are `count` of them. */
    trace: (traceId: unknown, count: number): Promise<Span[]> =>
      eventually(() => {
        const found = spans.filter((span) => span.traceId === traceId)
        return found.length >= count ? found : undefined
      }, `${count} spans of ${traceId}`),
    /** The first log record of a trace. */
    log: (traceId: unknown) =>
      eventually(() => logs.find((record) => record.traceId === traceId), `log of ${traceId}`),
    close: () => server.close(),
  }
}

/** What `look` finds, once it finds something; exports come in batches, so it looks for five seconds. */
async function eventually<T>(look: () => T | undefined, what: string): Promise<T> {
  for (const until = Date.now() + 5000; Date.now() < until; await sleep(20)) {
    const found = look()
    if (found !== undefined) return found
  }
  throw new Error(`the collector did not receive ${what}`)
}
