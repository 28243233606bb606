// Owner: paved-road
// The pool of PostgreSQL connections: bounded, timed, measured.
import knex, { type Knex } from 'knex'
import type { Config } from '../../config.ts'
import { identity } from '../identity.ts'
import { log } from '../logging.ts'
import { measureDatabase } from './metrics.ts'
import { migrate } from './migrations.ts'
import { provideDatabase } from './provide.ts'

export interface Database {
  knex: Knex
  /** A readiness check. */
  ping: () => Promise<void>
  /** Waits for what is under way, then closes all connections and what was started for them. */
  close: () => Promise<void>
}

/** Opens the database; in development and tests its migrations are run too, in production only on command. */
export async function openDatabase(config: Config): Promise<Database> {
  const provided = await provideDatabase(config)
  const pool = connect(config, provided.url)
  if (config.NODE_ENV !== 'production') await migrate(pool)
  measureDatabase(pool)
  log.info({ source: provided.source }, 'using database')
  return {
    knex: pool,
    ping: async () => {
      await pool.raw('select 1')
    },
    close: async () => {
      await pool.destroy()
      await provided.release()
    },
  }
}

/** `limit` is the longest that a statement may run, in milliseconds; 0 is for ever, which migrations may need. */
export function connect(config: Config, url: string, limit = config.DATABASE_STATEMENT_TIMEOUT_MS): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: identity.name,
      connectionTimeoutMillis: config.DATABASE_POOL_WAIT_MS,
      statement_timeout: limit,
      // The server ends a statement itself; this is for a server or network that no longer answers at all.
      query_timeout: limit && limit + 1000,
      keepAlive: true,
    },
    pool: { min: 0, max: config.DATABASE_POOL_MAX },
    acquireConnectionTimeout: config.DATABASE_POOL_WAIT_MS,
    log: { warn: say, error: say, deprecate: say, debug: () => {} },
  })
}

/** Without it knex writes plain lines to standard output, among the JSON. */
function say(message: unknown): void {
  log.warn({ detail: String(message) }, 'knex')
}
