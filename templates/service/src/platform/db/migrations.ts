// Owner: paved-road
// Steps in migrations/, each a module with `up` and `down`, run in the order of their names. A lock in the database
// keeps two processes from running them at once.
import { readdir } from 'node:fs/promises'
import type { Knex } from 'knex'
import { DATABASE_UNAVAILABLE } from '../http/problem.ts'
import { log } from '../logging.ts'
import { databaseProblem } from './problems.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

const readSteps = async () => (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort()
const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: readSteps,
  getMigrationName: (name) => name,
  getMigration: (name) => import(new URL(name, FOLDER).href),
}

/** Brings the schema up to date and answers the names of the migrations it ran. */
export async function migrate(knex: Knex): Promise<string[]> {
  const [, ran] = await knex.migrate.latest({ migrationSource }).catch(explain(knex))
  if (ran.length > 0) log.info({ migrations: ran }, 'migrated')
  return ran
}

/** Takes back the last batch of migrations. */
export async function rollback(knex: Knex): Promise<string[]> {
  const [, undone] = await knex.migrate.rollback({ migrationSource }).catch(explain(knex))
  return undone
}

/** Frees the lock that a migration left which was killed. */
export const unlock = (knex: Knex): Promise<void> => knex.migrate.forceFreeMigrationsLock({ migrationSource })

/** Tells which migrations this database lacks: in production they run on command only. Never rejects. */
export async function tellPending(knex: Knex): Promise<void> {
  try {
    const migrated = await knex.schema.hasTable('knex_migrations').catch(explain(knex))
    const ran: string[] = migrated ? await knex('knex_migrations').pluck('name') : []
    const pending = (await readSteps()).filter((name) => !ran.includes(name))
    const line = { code: 'MIGRATIONS_PENDING', pending, remedy: 'run `npm run migrate`' }
    if (pending.length > 0) log.warn(line, 'migrations pending')
  } catch (err) {
    log.warn({ err }, 'could not see whether migrations are pending')
  }
}

/** Adds what an operator can do about it, if there is something. */
const explain = (knex: Knex) => (cause: Error & { code?: string }) => {
  const locked =
    'MIGRATION_LOCKED knex_migrations_lock another migration is running: wait for it, or, if it was'
  if (cause.name === 'MigrationLocked')
    throw new Error(`${locked} killed, run \`npm run migrate -- unlock\`.`, { cause })
  if (databaseProblem(cause)?.type !== DATABASE_UNAVAILABLE) throw cause
  const { hostname, port } = new URL(knex.client.connectionSettings.connectionString)
  const what = `DATABASE_UNREACHABLE ${hostname}:${port || 5432} ${cause.message || cause.code}`
  throw new Error(`${what}: see that PostgreSQL runs there and lets in the user of DATABASE_URL.`, { cause })
}
