// Owner: team-acme
import { expect, test } from '../support/e2e.ts'
import { newOrder } from '../support/orders.ts'

test('a placed order can be fetched, and is first in the list', async ({ request }) => {
  const placed = await request.post('/orders', { data: newOrder() })
  expect(placed.status()).toBe(201)
  const order = await placed.json()
  expect(order).toMatchObject({ status: 'PENDING', totalCents: 2100 })

  const location = placed.headers().location ?? ''
  expect(await (await request.get(location)).json()).toEqual(order)

  const list = await (await request.get('/orders?limit=1')).json()
  expect(list.items).toEqual([expect.objectContaining({ id: order.id, totalCents: 2100 })])
})

test('an order that is wrong is refused, and nothing is written', async ({ request, service }) => {
  const before = await service.database.query('select count(*) from orders')
  const refused = await request.post('/orders', { data: newOrder({ items: [] }) })
  expect(refused.status()).toBe(400)
  expect(refused.headers()['content-type']).toContain('application/problem+json')
  expect(await refused.json()).toMatchObject({ code: 'INPUT_INVALID', errors: [{ pointer: '/items' }] })
  expect(await service.database.query('select count(*) from orders')).toEqual(before)
})
