// Whether what the service told about the traffic is what happened: each check looks at one thing, compares it
// with the answers the caller got, and fails under that thing's name.
import { setTimeout as sleep } from 'node:timers/promises'
import type { TraceView } from '../../observability/console/contract.ts'
import type { Sample } from '../../observability/console/prometheus/parse.ts'
import { LABELS, METRICS } from '../../observability/conventions/index.ts'
import { connect } from './database.ts'
import type { LogLine, Service } from './service.ts'
import { StageError } from './stages.ts'
import { queries, serverSpans, traceOf } from './traces.ts'
import type { Exchange } from './traffic.ts'

const ARRIVAL_MS = 5_000
/** The lock is held for 400 ms from before the request is sent. */
const SLOW_NS = 250_000_000

/** Every request has a trace with one server span, named by its route, with the status that was answered. */
export async function verifyTraces(exchanges: readonly Exchange[], consoleUrl: string): Promise<void> {
  const traces = await arrived(exchanges, consoleUrl)
  for (const exchange of exchanges) {
    const { method, route, status, kind } = exchange
    const trace = traces.get(exchange)
    const servers = serverSpans(trace)
    const fail = (what: string) =>
      disagree('trace', exchange, what, 'see src/platform/telemetry and http/observe.ts')
    const [server] = servers
    if (!trace || !server || servers.length > 1) throw fail(`has ${servers.length} server spans, not one`)
    const name = route ? `${method} ${route}` : method
    if (server.name !== name) throw fail(`has a server span "${server.name}", not "${name}"`)
    const told = server.attributes['http.response.status_code']
    if (told !== status) throw fail(`tells of status ${String(told)}, but ${status} was answered`)
    if (['read', 'list', 'missing', 'slow'].includes(kind) && queries(trace).length === 0) {
      throw fail('has no database span')
    }
    if (kind === 'slow' && !queries(trace).some(({ durationNs }) => durationNs > SLOW_NS)) {
      throw fail('does not show the query that waited for a lock')
    }
  }
}

/** Telemetry is sent in batches: waits until each has its server span, the last of it to end, and not for ever. */
async function arrived(
  exchanges: readonly Exchange[],
  consoleUrl: string,
): Promise<ReadonlyMap<Exchange, TraceView>> {
  const traces = new Map<Exchange, TraceView>()
  const isThere = (exchange: Exchange) => serverSpans(traces.get(exchange)).length > 0
  await settled(async () => {
    for (const exchange of exchanges.filter((each) => !isThere(each))) {
      const trace = await traceOf(consoleUrl, exchange)
      if (trace) traces.set(exchange, trace)
    }
    return exchanges.every(isThere)
  })
  return traces
}

/** The histogram of each route grew by exactly the requests sent, and its exemplars lead to their traces. */
export function verifyMetrics(
  exchanges: readonly Exchange[],
  before: readonly Sample[],
  after: readonly Sample[],
) {
  const key = (method: string, route: string, status: number | string) => `${method} ${route} ${status}`
  const counts = (samples: readonly Sample[]) =>
    new Map(
      samples
        .filter(({ name }) => name === `${METRICS.httpServerRequestDuration}_count`)
        .map(({ labels: l, value }) => [
          key(l[LABELS.method] ?? '', l[LABELS.route] ?? '', l[LABELS.status] ?? ''),
          value,
        ]),
    )
  const [old, now] = [counts(before), counts(after)]
  const sent = new Map<string, number>()
  for (const { method, route, status } of exchanges) {
    const series = key(method, route ?? 'unmatched', status)
    sent.set(series, (sent.get(series) ?? 0) + 1)
  }
  const remedy = 'see src/platform/metrics.ts and http/observe.ts'
  for (const series of new Set([...sent.keys(), ...now.keys()])) {
    const [grown, expected] = [(now.get(series) ?? 0) - (old.get(series) ?? 0), sent.get(series) ?? 0]
    if (grown === expected) continue
    throw new StageError('metrics', series, `counted ${grown} requests where ${expected} were sent`, remedy)
  }
  const traceIds = new Set(exchanges.map(({ traceId }) => traceId))
  const requests = after.filter(({ name }) => name === `${METRICS.httpServerRequestDuration}_bucket`)
  const exemplars = requests.flatMap(({ exemplar }) => exemplar?.labels.trace_id ?? [])
  if (exemplars.some((traceId) => traceIds.has(traceId))) return
  throw new StageError(
    'metrics',
    METRICS.httpServerRequestDuration,
    'has no exemplar of a trace sent',
    remedy,
  )
}

/** Every request has one log line, with the trace, route and status that belong to it. */
export async function verifyLog(exchanges: readonly Exchange[], log: readonly LogLine[]): Promise<void> {
  const linesOf = ({ requestId }: Exchange) =>
    log.filter(({ msg, request_id }) => msg === 'request' && request_id === requestId)
  await settled(() => exchanges.every((exchange) => linesOf(exchange).length > 0))
  for (const exchange of exchanges) {
    const fail = (what: string) =>
      disagree('log', exchange, what, 'see src/platform/logging.ts and http/observe.ts')
    const [line, ...more] = linesOf(exchange)
    if (!line || more.length > 0) throw fail(`has ${line ? more.length + 1 : 0} lines, not one`)
    const expected = {
      trace_id: exchange.traceId,
      method: exchange.method,
      route: exchange.route ?? 'unmatched',
      status: exchange.status,
    }
    for (const [field, value] of Object.entries(expected)) {
      if (line[field] !== value) throw fail(`has ${field} ${String(line[field])}, not ${value}`)
    }
  }
}

/** Every order that was to be created was, and its row is there with its items. */
export async function verifyDatabase(
  exchanges: readonly Exchange[],
  rowsBefore: number,
  service: Service,
  dir: string,
) {
  const remedy = 'see src/modules/orders/repository.ts'
  const creates = exchanges.filter(({ kind }) => kind === 'create')
  for (const create of creates) {
    if (create.status !== 201)
      throw disagree('database', create, `was answered ${create.status}, not 201`, remedy)
  }
  const database = await connect(dir, service.databaseUrl)
  try {
    const ids = creates.map(({ body }) => String(body.id))
    const found = await database.query(
      'SELECT id FROM orders WHERE id::text = ANY($1) AND EXISTS (SELECT FROM order_items WHERE order_id = id)',
      [ids],
    )
    const missing = ids.filter((id) => !found.rows.some((row) => row.id === id))
    if (missing.length > 0) {
      throw new StageError(
        'database',
        'table orders',
        `lacks ${missing.join(', ')}, answered with 201`,
        remedy,
      )
    }
    const added = (await countOrders(service, dir)) - rowsBefore
    if (added === creates.length) return
    throw new StageError(
      'database',
      'table orders',
      `grew by ${added} rows for ${creates.length} orders`,
      remedy,
    )
  } finally {
    await database.end()
  }
}

export async function countOrders({ databaseUrl }: Service, dir: string): Promise<number> {
  const database = await connect(dir, databaseUrl)
  try {
    const { rows } = await database.query('SELECT count(*)::int AS orders FROM orders')
    return Number(rows[0]?.orders)
  } finally {
    await database.end()
  }
}

/** Waits for what is to come, and leaves the verdict to the check. */
async function settled(isThere: () => boolean | Promise<boolean>): Promise<void> {
  for (const until = Date.now() + ARRIVAL_MS; !(await isThere()) && Date.now() < until; ) await sleep(25)
}

function disagree(
  stage: 'trace' | 'log' | 'database',
  exchange: Exchange,
  what: string,
  remedy: string,
): StageError {
  const { method, route, kind, traceId } = exchange
  return new StageError(stage, `${method} ${route ?? '(no route)'} (${kind}, trace ${traceId})`, what, remedy)
}
