// Owner: team-acme
// The only code that touches the tables `orders` and `order_items`.
import type { Knex } from 'knex'
import type { Order } from './schemas.ts'

interface OrderRow {
  id: string
  position: string
  status: 'PENDING'
  total_cents: string
  customer_name: string
  customer_email: string
  created_at: Date
}

interface ItemRow {
  order_id: string
  line: number
  sku: string
  quantity: number
  unit_price_cents: number
}

export type Repository = ReturnType<typeof repository>

export function repository(db: Knex) {
  return {
    /** Writes the order and its items in one transaction. */
    async insert(order: Order): Promise<void> {
      await db.transaction(async (trx) => {
        await trx('orders').insert({
          id: order.id,
          status: order.status,
          total_cents: order.totalCents,
          customer_name: order.customer.name,
          customer_email: order.customer.email,
          created_at: order.createdAt,
        })
        await trx('order_items').insert(
          order.items.map((item, index) => ({
            order_id: order.id,
            line: index + 1,
            sku: item.sku,
            quantity: item.quantity,
            unit_price_cents: item.unitPriceCents,
          })),
        )
      })
    },

    async find(id: string): Promise<Order | undefined> {
      const row = await db<OrderRow>('orders').where({ id }).first()
      if (!row) return undefined
      const items = await db<ItemRow>('order_items').where({ order_id: id }).orderBy('line')
      return {
        ...summary(row),
        customer: { name: row.customer_name, email: row.customer_email },
        items: items.map(({ sku, quantity, unit_price_cents }) => ({
          sku,
          quantity,
          unitPriceCents: unit_price_cents,
        })),
      }
    },

    /** `count` orders, newest first, from the one after `position` on. */
    async list(count: number, position?: string): Promise<OrderRow[]> {
      const newestFirst = db<OrderRow>('orders').orderBy('position', 'desc').limit(count)
      return position === undefined ? newestFirst : newestFirst.where('position', '<', position)
    },
  }
}

export const summary = (row: OrderRow) => ({
  id: row.id,
  status: row.status,
  totalCents: Number(row.total_cents), // bigint arrives as text; the input's bounds keep it below 2^53
  createdAt: row.created_at.toISOString(),
})
