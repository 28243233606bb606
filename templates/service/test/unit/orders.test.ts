// Owner: team-acme
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { totalCents } from '../../src/modules/orders/service.ts'
import { newOrder } from '../support/orders.ts'

describe('orders', () => {
  it('cost the sum of their lines', () => {
    assert.equal(totalCents(newOrder().items), 2 * 450 + 1200)
  })
})
