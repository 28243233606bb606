// Owner: paved-road
// The pool of PostgreSQL connections: bounded, timed, measured.
import knex, { type Knex } from 'knex'
import type { Config } from '../../config.ts'
import { identity } from '../identity.ts'
import { log, seldom } from '../logging.ts'
import { measureDatabase } from './metrics.ts'
import { migrate, tellPending } from './migrations.ts'
import { provideDatabase } from './provide.ts'

/** Opens the database; in development and tests its migrations are run too, in production only on command. */
export async function openDatabase(config: Config) {
  const provided = await provideDatabase(config)
  const pool = connect(config, provided.url)
  // A busy pool is not an unready database, so readiness has a connection of its own.
  const own = connect({ ...config, DATABASE_POOL_MAX: 1 }, provided.url, 800)
  if (config.NODE_ENV === 'production') tellPending(pool)
  else await migrate(pool)
  measureDatabase(pool)
  log.info({ source: provided.source }, 'using database')
  return {
    knex: pool,
    /** A readiness check. */
    ping: async () => void (await own.raw('select 1')),
    /** Waits for what is under way, then closes all connections and what was started for them. */
    close: async () => {
      await Promise.all([pool.destroy(), own.destroy()])
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
      // Below the wait for a connection, so that a server out of reach is not taken for a pool that is full.
      connectionTimeoutMillis: Math.ceil(config.DATABASE_POOL_WAIT_MS * 0.75),
      statement_timeout: limit,
      // The server ends a statement itself; this is for a server or network that no longer answers at all.
      query_timeout: limit && limit + 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    },
    pool: { min: 0, max: config.DATABASE_POOL_MAX, validate: settled },
    acquireConnectionTimeout: config.DATABASE_POOL_WAIT_MS,
    log: { warn: say, error: say, deprecate: say, debug: () => {} },
  })
}

/** After `query_timeout` pg still waits for its statement, on a connection that may be dead: not to be used again. */
const settled = (connection: { _activeQuery: unknown }) => !connection._activeQuery

/** Without it knex writes plain lines to standard output, among the JSON. */
const say = (message: unknown) => tell({ detail: String(message).slice(0, 500) })
const tell = seldom('DATABASE_TROUBLE', 'see that PostgreSQL can be reached and has room')
