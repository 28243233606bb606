// Owner: team-acme
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Service, startService } from '../support/service.ts'

const PATH = '/sample-things'
const TABLE = 'sample_things'
const CODE = 'SAMPLE_THING_NOT_FOUND'

describe(`module ${PATH}`, () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.stop())

  const create = (body: object) =>
    fetch(service.url + PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('writes what is created', async () => {
    const { id } = (await (await create({ title: 'a first' })).json()) as { id: string }
    const rows = await service.database.query(`select title from ${TABLE} where id = $1`, [id])
    assert.deepEqual(rows, [{ title: 'a first' }])
  })

  it('refuses what is wrong, and writes nothing', async () => {
    const count = () => service.database.query(`select count(*) from ${TABLE}`)
    const before = await count()
    assert.equal((await create({ title: '' })).status, 400)
    assert.deepEqual(await count(), before)
  })

  it('answers 404 with a code for what is not there', async () => {
    const response = await fetch(`${service.url}${PATH}/00000000-0000-4000-8000-000000000000`)
    assert.equal(response.status, 404)
    assert.equal(((await response.json()) as { code: string }).code, CODE)
  })
})
