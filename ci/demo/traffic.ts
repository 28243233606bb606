// Real requests of every kind a service sees. Each starts a trace, as a caller with tracing would, so that what
// the service tells about it can be found without trusting the service.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { HEADERS } from '../../observability/conventions/index.ts'
import { type Connection, connect } from './database.ts'
import type { Service } from './service.ts'
import { StageError } from './stages.ts'

export interface Exchange {
  readonly kind: 'create' | 'read' | 'list' | 'missing' | 'bad input' | 'unmatched' | 'slow' | 'failing'
  readonly method: string
  /** The template of the route that should take it; undefined where none does. */
  readonly route: string | undefined
  readonly status: number
  readonly traceId: string
  readonly requestId: string
  readonly body: Readonly<Record<string, unknown>>
}

const HOLD_MS = 400
const CUSTOMER = { name: 'Ada Lovelace', email: 'ada@example.com' }
const MISSING = '00000000-0000-4000-8000-000000000000'

export async function sendTraffic({ url, databaseUrl }: Service, dir: string): Promise<Exchange[]> {
  const send = sender(url)
  const created: Exchange[] = []
  for (const quantity of [1, 2, 3, 5, 8]) {
    const items = [{ sku: `SKU-${quantity}`, quantity, unitPriceCents: 1299 }]
    created.push(await send('create', 'POST', '/orders', '/orders', { customer: CUSTOMER, items }))
  }
  const ids = created.map(({ body }) => String(body.id ?? MISSING))
  const read = (id: string, kind: Exchange['kind']) => send(kind, 'GET', `/orders/${id}`, '/orders/:id')
  const others = [
    ...(await Promise.all(ids.map((id) => read(id, 'read')))),
    ...(await Promise.all(
      [1, 2, 3].map((limit) => send('list', 'GET', `/orders?limit=${limit}`, '/orders')),
    )),
    await read(MISSING, 'missing'),
    await send('unmatched', 'GET', '/no/such/page', undefined),
    await send('bad input', 'POST', '/orders', '/orders', { customer: CUSTOMER, items: [] }),
    await send('bad input', 'GET', '/orders?limit=many', '/orders'),
  ]
  const database = await connect(dir, databaseUrl)
  const slow = await duringLock(database, () => read(ids[0] ?? MISSING, 'slow')).finally(() => database.end())
  return [...created, ...others, slow]
}

/** Sends one request at a time, each with a trace of its own. */
export function sender(url: string) {
  return async (
    kind: Exchange['kind'],
    method: string,
    path: string,
    route: string | undefined,
    content?: unknown,
  ): Promise<Exchange> => {
    const traceId = randomBytes(16).toString('hex')
    const response = await fetch(url + path, {
      method,
      headers: {
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
        ...(content !== undefined && { 'content-type': 'application/json' }),
      },
      ...(content !== undefined && { body: JSON.stringify(content) }),
      signal: AbortSignal.timeout(15_000),
    }).catch((cause) => {
      throw new StageError('traffic', `${method} ${path}`, 'got no answer', 'see the service’s log', cause)
    })
    const body = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const requestId = response.headers.get(HEADERS.requestId) ?? ''
    return { kind, method, route, status: response.status, traceId, requestId, body }
  }
}

/** A query made slow as it happens in production: somebody else holds a lock on the table. */
async function duringLock<T>(database: Connection, work: () => Promise<T>): Promise<T> {
  await database.query('BEGIN')
  await database.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE').catch((cause) => {
    throw new StageError(
      'database',
      'table orders',
      'cannot be locked',
      'see the migration that makes it',
      cause,
    )
  })
  const [result] = await Promise.all([work(), sleep(HOLD_MS).then(() => database.query('COMMIT'))])
  return result
}
