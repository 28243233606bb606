// Owner: paved-road
// Steps in migrations/, each a module with `up` and `down`, run in the order of their names. A lock in the database
// keeps two processes from running them at once.
import { readdir } from 'node:fs/promises'
import type { Knex } from 'knex'
import { log } from '../logging.ts'

const FOLDER = new URL('../../../migrations/', import.meta.url)

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort(),
  getMigrationName: (name) => name,
  getMigration: (name) => import(new URL(name, FOLDER).href),
}

/** Brings the schema up to date and answers the names of the migrations it ran. */
export async function migrate(knex: Knex): Promise<string[]> {
  const [, ran] = await knex.migrate.latest({ migrationSource }).catch(explain)
  if (ran.length > 0) log.info({ migrations: ran }, 'migrated')
  return ran
}

/** Takes back the last batch of migrations. */
export async function rollback(knex: Knex): Promise<string[]> {
  const [, undone] = await knex.migrate.rollback({ migrationSource }).catch(explain)
  return undone
}

/** Frees the lock that a migration left which was killed. */
export const unlock = (knex: Knex): Promise<void> => knex.migrate.forceFreeMigrationsLock({ migrationSource })

function explain(cause: Error): never {
  if (cause.name !== 'MigrationLocked') throw cause
  const remedy = 'wait for it, or, if it was killed, run `npm run migrate -- unlock`'
  throw new Error(`MIGRATION_LOCKED knex_migrations_lock another migration is running: ${remedy}.`, { cause })
}
