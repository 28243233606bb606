// Owner: paved-road
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operationOf } from '../../src/platform/db/operation.ts'

describe('operationOf', () => {
  for (const [sql, operation, collection] of [
    ['select * from "orders" where "id" = $1', 'select', 'orders'],
    ['insert into "order_items" ("sku") values ($1)', 'insert', 'order_items'],
    ['update "orders" set "status" = $1', 'update', 'orders'],
    ['delete from only orders', 'delete', 'orders'],
    ['BEGIN;', 'begin', ''],
    ['', 'other', ''],
  ] as const) {
    it(`takes ${JSON.stringify(sql)} for ${operation} of ${collection || 'no table'}`, () => {
      assert.deepEqual(operationOf(sql), { db_operation_name: operation, db_collection_name: collection })
    })
  }
})
