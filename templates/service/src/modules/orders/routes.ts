// Owner: team-acme
import { Problem, problemType } from '../../platform/http/problem.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { PageQuery } from '../../platform/http/schemas.ts'
import { NewOrder, Order, OrderId, OrderPage } from './schemas.ts'
import type { Service } from './service.ts'

const ORDER_NOT_FOUND = problemType('ORDER_NOT_FOUND', 404, 'There is no such order')

export const orderRoutes = (service: Service): Route[] => [
  route({
    method: 'post',
    path: '/orders',
    operationId: 'placeOrder',
    summary: 'Place an order',
    body: NewOrder,
    answers: { 201: { description: 'Placed; `location` says where it is', schema: Order } },
    handle: async ({ body, annotate }) => {
      const order = await service.place(body)
      annotate({ order_id: order.id, order_total_cents: order.totalCents })
      return { status: 201, body: order, headers: { location: `/orders/${order.id}` } }
    },
  }),

  route({
    method: 'get',
    path: '/orders/:id',
    operationId: 'getOrder',
    summary: 'Fetch one order',
    params: OrderId,
    answers: { 200: { description: 'The order', schema: Order } },
    problems: [ORDER_NOT_FOUND],
    handle: async ({ params, annotate }) => {
      annotate({ order_id: params.id })
      const order = await service.find(params.id)
      if (!order) throw new Problem(ORDER_NOT_FOUND, 'Check its id, or list orders at /orders.')
      return { status: 200, body: order }
    },
  }),

  route({
    method: 'get',
    path: '/orders',
    operationId: 'listOrders',
    summary: 'List orders, newest first',
    query: PageQuery,
    answers: { 200: { description: 'A page of orders', schema: OrderPage } },
    handle: async ({ query }) => ({ status: 200, body: await service.list(query.limit, query.cursor) }),
  }),
]
