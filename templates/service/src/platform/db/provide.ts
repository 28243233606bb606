// Owner: paved-road
// Which PostgreSQL this process uses: DATABASE_URL if it is set, else one of its own for development and tests.
import type { Config } from '../../config.ts'

export interface ProvidedDatabase {
  url: string
  source: 'DATABASE_URL' | 'embedded' | 'path'
  /** Stops what was started for this process; nothing for a database that was there already. */
  release: () => Promise<void>
}

export async function provideDatabase(config: Config): Promise<ProvidedDatabase> {
  if (config.DATABASE_URL)
    return { url: config.DATABASE_URL, source: 'DATABASE_URL', release: async () => {} }
  if (config.NODE_ENV === 'production') {
    const remedy = 'in production, name the PostgreSQL to use'
    throw new Error(`DATABASE_URL_MISSING environment DATABASE_URL is not set: ${remedy}.`)
  }
  const { startPostgres } = await import('../../../development/postgres.ts')
  return startPostgres(new URL('../../../.data/', import.meta.url))
}
