// Owner: paved-road
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createDatabase, type TestDatabase } from '../support/database.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MIGRATION = `export const up = (knex) => knex.schema.createTable('probes', (table) => table.uuid('id'))
export const down = (knex) => knex.schema.dropTable('probes')
`

/** A copy of this service below it, so that it finds its packages, with one migration and none of yours. */
function copy(): string {
  mkdirSync(join(ROOT, '.data'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.data/migrate-'))
  for (const part of ['package.json', 'scripts', 'src']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  }
  mkdirSync(join(folder, 'migrations'))
  writeFileSync(join(folder, 'migrations/20260101000000_probes.ts'), MIGRATION)
  return folder
}

describe('npm run migrate', () => {
  let database: TestDatabase
  const folder = copy()
  before(async () => {
    database = await createDatabase()
  })
  after(async () => {
    rmSync(folder, { recursive: true, force: true })
    await database.drop()
  })

  const migrate = (...args: string[]) => migrateOn(database.url, ...args)
  const migrateOn = (url: string, ...args: string[]) =>
    spawnSync(process.execPath, ['scripts/migrate.ts', ...args], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: url, LOG_FORMAT: 'json' },
      encoding: 'utf8',
    })
  const tables = async () =>
    (await database.query("select tablename from pg_tables where tablename = 'probes'")).length

  it('brings the schema up to date, says so, and has nothing to do the second time', async () => {
    const first = migrate()
    assert.equal(first.status, 0, first.stderr)
    assert.match(first.stdout, /"msg":"schema changed"/)
    assert.equal(await tables(), 1)
    assert.match(migrate().stdout, /"msg":"nothing to do"/)
  })

  it('takes the last batch back', async () => {
    assert.equal(migrate('down').status, 0)
    assert.equal(await tables(), 0)
  })

  it('says what to do about a lock that a killed migration left, and frees it', async () => {
    migrate()
    await database.query('update knex_migrations_lock set is_locked = 1')
    const locked = migrate('down')
    assert.equal(locked.status, 3)
    assert.match(locked.stdout, /MIGRATION_LOCKED knex_migrations_lock .*npm run migrate -- unlock/)
    assert.equal(migrate('unlock').status, 0)
    assert.equal(migrate('down').status, 0)
  })

  it('says what is missing where no database is named, in a line of the log', () => {
    const { status, stdout, stderr } = migrateOn('')
    assert.deepEqual([status, stderr], [3, ''])
    assert.match(JSON.parse(stdout).err.message, /^DATABASE_URL_MISSING /)
  })

  it('refuses a direction that it does not know', () => {
    const { status, stderr } = migrate('sideways')
    assert.equal(status, 2)
    assert.match(stderr, /^MIGRATE_USAGE sideways is not a direction: use "up"/)
  })
})
