// Owner: paved-road
// A service that cannot start says why in one line, and ends.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDatabase } from '../support/database.ts'
import { startService } from '../support/service.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

function start(env: Record<string, string>) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', './src/platform/start.mjs', 'src/main.ts'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DATABASE_URL: process.env.TEST_DATABASE_URL,
        LOG_FORMAT: 'json',
        PORT: '0',
        ...env,
      },
      encoding: 'utf8',
      timeout: 20_000,
    },
  )
  const { level, err } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  assert.equal(level, 'fatal')
  return { status, message: String(err.message), output: stdout }
}

describe('a service that cannot start', () => {
  it('in production, for want of a database', () => {
    const { status, message } = start({ NODE_ENV: 'production', DATABASE_URL: '' })
    assert.equal(status, 3)
    assert.match(message, /^DATABASE_URL_MISSING .*name the PostgreSQL to use/)
  })

  it('because its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    try {
      const { status, message } = start({ HOST: '127.0.0.1', PORT: String(port) })
      assert.equal(status, 3)
      assert.match(message, new RegExp(`^PORT_UNAVAILABLE 127.0.0.1:${port} .*set PORT`))
    } finally {
      other.close()
    }
  })

  it('because the database is not there', () => {
    const { status, message } = start({ DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:9/none' })
    assert.equal(status, 3)
    assert.match(
      message,
      /^DATABASE_UNREACHABLE 127\.0\.0\.1:9 .*ECONNREFUSED.*: see that PostgreSQL runs there/,
    )
  })

  it('because the database does not let it in, without showing with what it tried', () => {
    const url = new URL(process.env.TEST_DATABASE_URL ?? '')
    url.password = 'wr0ng'
    const { status, message, output } = start({ DATABASE_URL: url.href })
    assert.equal(status, 3)
    assert.match(message, new RegExp(`^DATABASE_UNREACHABLE ${url.host} .*password authentication failed`))
    assert.doesNotMatch(output, /wr0ng/)
  })
})

describe('in production', () => {
  const steps = readdirSync(`${ROOT}/migrations`).filter((name) => name.endsWith('.ts'))
  const skip = steps.length === 0 && 'there are no migrations'

  it('warns of migrations that the database lacks, and starts', { skip }, async () => {
    const service = await startService({ NODE_ENV: 'production' })
    const { level, pending, remedy } = await service.log(({ code }) => code === 'MIGRATIONS_PENDING')
    assert.deepEqual([level, pending, remedy], ['warn', steps, 'run `npm run migrate`'])
    assert.deepEqual(await service.database.query("select 1 from pg_tables where tablename like 'knex%'"), [])
    assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
    assert.equal(await service.stop(), 0)
  })

  it('warns of nothing when there is nothing to migrate', async () => {
    const database = await createDatabase()
    const production = { NODE_ENV: 'production', DATABASE_URL: database.url }
    const env = { ...process.env, ...production }
    assert.equal(spawnSync(process.execPath, ['scripts/migrate.ts'], { cwd: ROOT, env }).status, 0)
    const service = await startService(production)
    assert.equal((await fetch(`${service.url}/readyz`)).status, 200)
    await sleep(200) // for the look at the migrations
    await service.stop()
    assert.doesNotMatch(JSON.stringify(service.logs), /migrations/)
    await database.drop()
  })

  it('starts without its database, is not ready, and says why', async () => {
    const service = await startService({
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://nobody:s3cret@127.0.0.1:9/none',
    })
    const { err } = await service.log(({ msg }) => msg === 'could not see whether migrations are pending')
    assert.match((err as Error).message, /^DATABASE_UNREACHABLE 127\.0\.0\.1:9 /)
    assert.equal((await fetch(`${service.url}/readyz`)).status, 503)
    assert.equal((await fetch(`${service.url}/livez`)).status, 200)
    await service.stop()
    assert.doesNotMatch(JSON.stringify(service.logs), /s3cret/)
  })
})
