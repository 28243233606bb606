// A little traffic for as long as somebody looks, so that the console's pages show something that lives.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from './service.ts'

/** Milliseconds between two requests: about four a second, which a laptop does not notice. */
const PAUSE_MS = 250
const PATIENCE_MS = 5_000
/** Orders beyond this would make the list that the service keeps grow while nobody needs it. */
const MOST_CREATED = 200

/**
 * Answers with the way to stop it. What is under way is let end: a request that is cut off while it connects leaves a
 * connection without one, for which the service would wait as it ends.
 */
export function gentleTraffic({ url }: Pick<Service, 'url'>): () => Promise<void> {
  const stop = new AbortController()
  const ended = go(url, stop.signal).catch(() => {})
  return () => {
    stop.abort()
    return ended
  }
}

async function go(url: string, stopped: AbortSignal): Promise<void> {
  const ids: string[] = []
  let created = 0
  for (let turn = 0; !stopped.aborted; turn++) {
    const id = ids[turn % Math.max(1, ids.length)]
    const creates = id === undefined || (turn % 5 === 0 && created < MOST_CREATED)
    const path = creates ? '/orders' : (READS[turn % READS.length] as (id: string) => string)(id)
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetch(url + path, creates ? creation(turn, signal) : { signal }).catch(
      () => undefined,
    )
    const body = (await response?.json().catch(() => undefined)) as { id?: string } | undefined
    if (creates) created += 1
    if (creates && body?.id) ids.push(body.id)
    await sleep(PAUSE_MS, undefined, { signal: stopped })
  }
}

/** Mostly what clients do, and now and then what they get wrong. */
const READS: readonly ((id: string) => string)[] = [
  (id) => `/orders/${id}`,
  () => '/orders?limit=20',
  (id) => `/orders/${id}`,
  () => '/orders?limit=5',
  (id) => `/orders/${id}`,
  (id) => `/orders/${id}`,
  () => '/orders?limit=many',
  () => '/orders/00000000-0000-4000-8000-000000000000',
]

function creation(turn: number, signal: AbortSignal): RequestInit {
  const quantity = 1 + (turn % 7)
  const items = [{ sku: `SKU-${quantity}`, quantity, unitPriceCents: 1299 }]
  const customer = { name: 'Ada Lovelace', email: 'ada@example.com' }
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer, items }),
    signal,
  }
}
