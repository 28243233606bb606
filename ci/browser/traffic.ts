// The traffic that the pages are to tell of: every kind that the demo sends, and then a fault that burns the budget.
import { type Connection, connect } from '../demo/database.ts'
import { type Exchange, sender, sendTraffic } from '../demo/traffic.ts'
import type { DevelopedService } from './service.ts'

/** Twice as many as a fast-burn alert asks for at least. */
const FAILURES = 10

export type { Exchange }

/** One of every kind that succeeds, is slow, or is the caller's fault. */
export function sendRound(service: DevelopedService): Promise<Exchange[]> {
  return sendTraffic({ ...service, log: [], ended: new Promise<never>(() => {}) }, service.dir)
}

/** Answered 500 for a defect of the kind that a migration makes: the code asks for a table that has another name now. */
export async function sendFailing({ dir, url, databaseUrl }: DevelopedService): Promise<Exchange[]> {
  const send = sender(url)
  return whileRenamed(await connect(dir, databaseUrl), async () => {
    const exchanges: Exchange[] = []
    for (let count = 0; count < FAILURES; count += 1)
      exchanges.push(await send('failing', 'GET', '/orders', '/orders'))
    return exchanges
  })
}

async function whileRenamed<T>(database: Connection, work: () => Promise<T>): Promise<T> {
  await database.query('ALTER TABLE orders RENAME TO orders_moved')
  try {
    return await work()
  } finally {
    await database.query('ALTER TABLE orders_moved RENAME TO orders')
    await database.end()
  }
}
