// Owner: paved-road
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import knex from 'knex'
import { operationOf } from '../../src/platform/db/metrics.ts'
import { databaseProblem } from '../../src/platform/db/problems.ts'

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

describe('databaseProblem', () => {
  const failed = (message: string, more: object = {}) => Object.assign(new Error(message), more)
  for (const [code, errors] of Object.entries({
    DATABASE_TIMEOUT: ['57014', '55P03'].map((code) => failed('too long', { code })),
    DATABASE_BUSY: [
      ...['53300', '40001', '40P01'].map((code) => failed('no room', { code, severity: 'ERROR' })),
      new knex.KnexTimeoutError('Knex: Timeout acquiring a connection.'),
    ],
    DATABASE_UNAVAILABLE: [
      ...['08006', '57P01', '57P03', '25006'].map((code) => failed('gone', { code })),
      ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE'].map(
        (code) => failed('no way there', { code }),
      ),
      failed('Query read timeout'),
      failed('select 1 - Query read timeout'),
      failed('timeout expired'),
      failed('Connection terminated unexpectedly'),
      failed('password authentication failed', { code: '28P01', severity: 'FATAL' }),
      failed('too many connections for role', { code: '3D000', severity: 'FATAL' }),
    ],
  })) {
    for (const error of errors) {
      it(`takes ${'code' in error ? error.code : error.message} for ${code}, to be tried again`, () => {
        const problem = databaseProblem(error)
        assert.equal(problem?.type.code, code)
        assert.equal(problem?.cause, error)
        assert.equal(problem?.headers['retry-after'], '1')
      })
    }
  }

  for (const error of [
    failed('duplicate key', { code: '23505', severity: 'ERROR' }),
    failed('syntax error', { code: '42601', severity: 'ERROR' }),
    failed('the text says Query read timeout, but elsewhere'),
    'Query read timeout',
  ]) {
    it(`takes ${error} for a defect of ours`, () => assert.equal(databaseProblem(error), undefined))
  }
})
