// Owner: paved-road
// What callers see when the database is slow, full or gone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import pg from 'pg'
import { newProbe, startProbed } from '../support/probe.ts'
import { json } from '../support/service.ts'

const codeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
]

describe('a slow database', () => {
  it('ends a statement at its limit, refuses a request that finds no connection, and recovers', async () => {
    const service = await startProbed({
      DATABASE_POOL_MAX: '1',
      DATABASE_POOL_WAIT_MS: '600',
      DATABASE_STATEMENT_TIMEOUT_MS: '1500',
    })
    const locker = new pg.Client({ connectionString: service.database.url })
    try {
      await locker.connect()
      await locker.query('begin; lock table probes in access exclusive mode')
      const held = fetch(`${service.url}/probes`)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const refused = await fetch(`${service.url}/probes`)
      assert.equal(refused.headers.get('retry-after'), '1')
      assert.deepEqual(await codeOf(refused), [503, 'DATABASE_BUSY'])
      assert.deepEqual(await codeOf(await held), [503, 'DATABASE_TIMEOUT'])
      const { err } = await service.log(
        ({ msg, err }) => msg === 'request failed' && /statement timeout/.test(JSON.stringify(err)),
      )
      assert.equal((err as { code: string }).code, '57014')
      await locker.query('rollback')
      assert.equal((await fetch(`${service.url}/probes`)).status, 200)
    } finally {
      await locker.end()
      await service.stop()
    }
  })

  it('does not keep a request longer than its limit', async () => {
    const service = await startProbed({ REQUEST_TIMEOUT_MS: '200' })
    const locker = new pg.Client({ connectionString: service.database.url })
    try {
      await locker.connect()
      await locker.query('begin; lock table probes in access exclusive mode')
      assert.deepEqual(await codeOf(await fetch(`${service.url}/probes`)), [503, 'REQUEST_TIMEOUT'])
      await locker.query('rollback')
    } finally {
      await locker.end()
      await service.stop()
    }
  })
})

describe('a database that goes away', () => {
  it('makes the service unready but leaves it alive, and is found again when it is back', async () => {
    const service = await startProbed()
    const name = new URL(service.database.url).pathname.slice(1)
    const server = process.env.TEST_DATABASE_URL ?? ''
    const admin = new pg.Client({ connectionString: server })
    try {
      await admin.connect()
      assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
      await admin.query(`alter database ${name} with allow_connections false`)
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
      const unready = await fetch(`${service.url}/readyz`)
      assert.deepEqual(
        [unready.status, await unready.json()],
        [503, { status: 'not ready', failed: ['database'] }],
      )
      assert.equal((await fetch(`${service.url}/livez`)).status, 200)
      assert.deepEqual(await codeOf(await fetch(`${service.url}/probes`, json(newProbe()))), [
        503,
        'DATABASE_UNAVAILABLE',
      ])
      await admin.query(`alter database ${name} with allow_connections true`)
      assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
      assert.equal((await fetch(`${service.url}/probes`, json(newProbe()))).status, 201)
    } finally {
      await admin.end()
      await service.stop()
    }
  })
})
