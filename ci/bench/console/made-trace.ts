// A trace as a large batch makes one: services that call each other, each with queries, some of which fail.
import { type MadeSpan, nowNs, spanId } from '../../otlp.ts'

/** The one that is called from outside; it holds the root. */
export const ROOT_SERVICE = 'batch'
/** Each calls the next. */
const CALLED = ['pricing', 'stock', 'shipping', 'customers', 'archive']
const QUERIES = 3
/** A client span, the server span that takes the call, and its queries. */
const SPANS_A_CALL = 2 + QUERIES
const SPANS_A_ROUND = CALLED.length * SPANS_A_CALL
/** Every so many rounds the query at the end of the chain fails. */
const FAILS_EVERY = 19

const MS = 1_000_000n
const US = 1_000n
const ROUND_NS = 20n * MS

type Spans = Map<string, MadeSpan[]>

/** By service, `count` spans in all: a root that makes rounds of calls, one after another, each a chain of services. */
export function madeTrace(traceId: string, count: number): Spans {
  const rounds = Math.floor((count - 1) / SPANS_A_ROUND)
  const steps = count - 1 - rounds * SPANS_A_ROUND
  const durationNs = BigInt(rounds) * ROUND_NS
  const startNs = nowNs() - durationNs
  const root = spanId()
  const spans: Spans = new Map([ROOT_SERVICE, ...CALLED].map((name) => [name, []]))
  spans.get(ROOT_SERVICE)?.push(
    {
      traceId,
      spanId: root,
      name: 'POST /batches',
      kind: 'server',
      startNs,
      durationNs,
      attributes: http('POST', '/batches', false),
    },
    ...Array.from({ length: steps }, (_, step) => ({
      traceId,
      parentSpanId: root,
      name: 'sort',
      startNs: startNs + BigInt(step) * ROUND_NS,
      durationNs: MS,
    })),
  )
  for (let round = 0; round < rounds; round += 1) {
    const at = startNs + BigInt(round) * ROUND_NS
    addRound(spans, { traceId, root, at, fails: round % FAILS_EVERY === FAILS_EVERY - 1 })
  }
  return spans
}

interface Round {
  readonly traceId: string
  readonly root: string
  readonly at: bigint
  readonly fails: boolean
}

function addRound(spans: Spans, { traceId, root, at, fails }: Round): void {
  let [caller, parentSpanId] = [ROOT_SERVICE, root]
  CALLED.forEach((service, depth) => {
    const [client, server] = [spanId(), spanId()]
    const startNs = at + BigInt(depth) * MS
    const durationNs = BigInt(CALLED.length - depth) * 4n * MS
    const attributes = http('GET', `/${service}/:id`, fails)
    const failed = fails && { error: 'the query failed' }
    spans.get(caller)?.push({
      traceId,
      spanId: client,
      parentSpanId,
      name: 'GET',
      kind: 'client',
      startNs,
      durationNs,
      attributes: { ...attributes, 'server.address': service, 'url.full': `http://${service}/${service}/7` },
      ...failed,
    })
    spans.get(service)?.push({
      traceId,
      spanId: server,
      parentSpanId: client,
      name: `GET /${service}/:id`,
      kind: 'server',
      startNs: startNs + 200n * US,
      durationNs: durationNs - 400n * US,
      attributes,
      ...failed,
    })
    for (let query = 0; query < QUERIES; query += 1)
      spans.get(service)?.push({
        traceId,
        parentSpanId: server,
        name: `select ${service}`,
        kind: 'client',
        startNs: startNs + BigInt(query + 1) * 230n * US,
        durationNs: 200n * US,
        attributes: {
          'db.system.name': 'postgresql',
          'db.namespace': service,
          'db.query.text': `select "id", "sku", "price_cents" from "${service}" where "id" = $1 limit $2`,
        },
        ...(fails &&
          depth === CALLED.length - 1 && { error: 'canceling statement due to statement timeout' }),
      })
    caller = service
    parentSpanId = server
  })
}

const http = (method: string, route: string, fails: boolean) => ({
  'http.request.method': method,
  'http.route': route,
  'http.response.status_code': fails ? 500 : 200,
})
