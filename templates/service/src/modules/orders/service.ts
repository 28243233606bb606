// Owner: team-acme
// What this context does, free of HTTP and SQL.
import { randomUUID } from 'node:crypto'
import { toPage } from '../../platform/http/schemas.ts'
import { type Repository, summary } from './repository.ts'
import type { NewOrder, Order } from './schemas.ts'

export type Service = ReturnType<typeof service>

export function service(repository: Repository) {
  return {
    async place(request: NewOrder): Promise<Order> {
      const order: Order = {
        id: randomUUID(),
        status: 'PENDING',
        totalCents: totalCents(request.items),
        createdAt: new Date().toISOString(),
        ...request,
      }
      await repository.insert(order)
      return order
    },

    find: (id: string): Promise<Order | undefined> => repository.find(id),

    async list(limit: number, cursor?: string) {
      const rows = await repository.list(limit + 1, cursor)
      return toPage(rows, limit, (row) => row.position, summary)
    },
  }
}

export const totalCents = (items: NewOrder['items']): number =>
  items.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents, 0)
