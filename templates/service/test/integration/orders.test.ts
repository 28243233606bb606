// Owner: team-acme
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newOrder } from '../support/orders.ts'
import { json, type Service, startService } from '../support/service.ts'

describe('orders', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.stop())

  const place = async () =>
    ((await (await fetch(`${service.url}/orders`, json(newOrder()))).json()) as { id: string }).id

  it('writes an order and its items in one transaction', async () => {
    const id = await place()
    assert.deepEqual(
      await service.database.query('select total_cents, status from orders where id = $1', [id]),
      [{ total_cents: '2100', status: 'PENDING' }],
    )
    const items = await service.database.query(
      'select line, sku from order_items where order_id = $1 order by line',
      [id],
    )
    assert.deepEqual(items, [
      { line: 1, sku: 'TEA-1' },
      { line: 2, sku: 'CUP-7' },
    ])
  })

  it('answers 404 with a code for an order that is not there', async () => {
    const response = await fetch(`${service.url}/orders/00000000-0000-4000-8000-000000000000`)
    assert.equal(response.status, 404)
    assert.equal(((await response.json()) as { code: string }).code, 'ORDER_NOT_FOUND')
  })

  it('lists every order once, newest first, page by page, though more arrive meanwhile', async () => {
    const placed: string[] = []
    for (let n = 0; n < 7; n++) placed.unshift(await place())
    const listed: string[] = []
    let next: string | null = ''
    while (next !== null && listed.length < placed.length) {
      const address: string = `${service.url}/orders?limit=3${next && `&cursor=${next}`}`
      const page = (await (await fetch(address)).json()) as { items: { id: string }[]; next: string | null }
      listed.push(...page.items.map(({ id }) => id))
      next = page.next
      await place()
    }
    assert.deepEqual(listed.slice(0, placed.length), placed)
  })
})
