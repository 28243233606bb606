// Owner: team-acme
import { z } from 'zod'
import { page, text } from '../../platform/http/schemas.ts'

const Customer = z.object({ name: text(200), email: z.email().max(254) })

const Item = z.object({
  sku: text(64),
  quantity: z.int().min(1).max(1_000),
  unitPriceCents: z.int().min(0).max(10_000_000),
})

export const NewOrder = z
  .object({ customer: Customer, items: z.array(Item).min(1).max(100) })
  .meta({ id: 'NewOrder', description: 'An order to place.' })

const OrderSummary = z.object({
  id: z.uuid(),
  status: z.enum(['PENDING']),
  totalCents: z.int(),
  createdAt: z.iso.datetime(),
})

export const Order = OrderSummary.extend({ customer: Customer, items: z.array(Item) }).meta({ id: 'Order' })
export const OrderPage = page(OrderSummary.meta({ id: 'OrderSummary' })).meta({ id: 'OrderPage' })
export const OrderId = z.object({ id: z.uuid() })

export type NewOrder = z.infer<typeof NewOrder>
export type OrderSummary = z.infer<typeof OrderSummary>
export type Order = z.infer<typeof Order>
