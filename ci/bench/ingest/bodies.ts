// Export requests as a busy service's exporter sends them: 512 spans, eight to a trace, ten attributes each.
import { randomBytes } from 'node:crypto'
import { REQUESTS } from '../../../observability/console/otlp/definitions.ts'
import { attribute, long } from '../../../observability/test/console/bodies.ts'

export const SPANS = 512
const SPANS_PER_TRACE = 8
const ID_BYTES = 16

export interface Body {
  readonly bytes: Buffer
  /** Where its traces' ids begin. */
  readonly ids: readonly number[]
}

const resource = {
  attributes: [
    attribute('service.name', 'acme-orders'),
    attribute('service.version', '1.2.3'),
    attribute('deployment.environment.name', 'development'),
  ],
}

const attributes = [
  attribute('http.request.method', 'GET'),
  attribute('http.route', '/orders/:id'),
  attribute('url.path', '/orders/123456'),
  attribute('url.scheme', 'http'),
  attribute('server.address', '127.0.0.1'),
  attribute('server.port', 3000),
  attribute('http.response.status_code', 200),
  attribute('network.protocol.version', '1.1'),
  attribute('user_agent.original', 'node/24'),
  attribute('client.address', '127.0.0.1'),
]

export function makeBody(): Body {
  const now = BigInt(Date.now()) * 1_000_000n
  let traceId = randomBytes(ID_BYTES)
  let root = randomBytes(8)
  const spans = Array.from({ length: SPANS }, (_, index) => {
    const isRoot = index % SPANS_PER_TRACE === 0
    if (isRoot) [traceId, root] = [randomBytes(ID_BYTES), randomBytes(8)]
    return {
      traceId,
      spanId: isRoot ? root : randomBytes(8),
      ...(!isRoot && { parentSpanId: root }),
      name: 'GET /orders/:id',
      kind: isRoot ? 2 : 3,
      startTimeUnixNano: long(now),
      endTimeUnixNano: long(now + 5_000_000n),
      attributes,
      status: { code: 0 },
    }
  })
  const scopeSpans = [{ scope: { name: 'http' }, spans }]
  const bytes = Buffer.from(REQUESTS.traces.encode({ resourceSpans: [{ resource, scopeSpans }] }).finish())
  return { bytes, ids: spans.map(({ traceId }) => traceId).reduce(placesIn(bytes), []) }
}

/** Other traces than before, without the cost of a new body. */
export function renew({ bytes, ids }: Body): void {
  for (const at of ids) bytes.writeUInt32LE((bytes.readUInt32LE(at) + 1) >>> 0, at)
}

function placesIn(bytes: Buffer) {
  return (places: number[], id: Buffer): number[] => [
    ...places,
    bytes.indexOf(id, (places.at(-1) ?? -ID_BYTES) + ID_BYTES),
  ]
}

/** One trace, each span below the one before. */
export function makeChain(traceId: Buffer, length: number): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n
  const spans = Array.from({ length }, (_, index) => ({
    traceId,
    spanId: spanId(index + 1),
    ...(index > 0 && { parentSpanId: spanId(index) }),
    name: 'pg.query SELECT',
    kind: 3,
    startTimeUnixNano: long(now + BigInt(index) * 1_000n),
    endTimeUnixNano: long(now + BigInt(3 * length - index) * 1_000n),
    attributes: [
      attribute('db.system.name', 'postgresql'),
      attribute('db.query.text', 'SELECT id, item, quantity FROM orders WHERE id = $1'),
      ...attributes,
    ],
  }))
  return Buffer.from(
    REQUESTS.traces.encode({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }).finish(),
  )
}

function spanId(number: number): Buffer {
  const id = Buffer.alloc(8)
  id.writeUInt32BE(number, 4)
  return id
}

export function makeLogs(records: number): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n
  const logRecords = Array.from({ length: records }, (_, index) => ({
    timeUnixNano: long(now),
    severityNumber: 9,
    body: { stringValue: 'request completed' },
    traceId: randomBytes(ID_BYTES),
    spanId: randomBytes(8),
    attributes: [...attributes.slice(0, 4), attribute('status', index % 600)],
  }))
  return Buffer.from(
    REQUESTS.logs.encode({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }).finish(),
  )
}
