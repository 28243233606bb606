// Owner: paved-road
// `npm run migrate` brings the database's schema up to date. `npm run migrate -- down` takes the last batch back, and
// `-- unlock` frees the lock that a killed migration left.
import { config } from '../src/config.ts'
import { connect } from '../src/platform/db/database.ts'
import { migrate, rollback, unlock } from '../src/platform/db/migrations.ts'
import { provideDatabase } from '../src/platform/db/provide.ts'
import { log } from '../src/platform/logging.ts'

const [direction = 'up', ...rest] = process.argv.slice(2)
if (!/^(up|down|unlock)$/.test(direction) || rest.length > 0) {
  process.stderr.write(
    `MIGRATE_USAGE ${[direction, ...rest].join(' ')} is not a direction: use "up" (the default), "down" or "unlock".\n`,
  )
  process.exit(2)
}

async function run(): Promise<void> {
  const provided = await provideDatabase(config)
  const database = connect(config, provided.url, 0)
  try {
    if (direction === 'unlock') {
      await unlock(database)
      log.info('unlocked')
      return
    }
    const done = direction === 'up' ? await migrate(database) : await rollback(database)
    log.info({ direction, migrations: done }, done.length > 0 ? 'schema changed' : 'nothing to do')
  } finally {
    await database.destroy()
    await provided.release()
  }
}

await run().catch((err) => {
  log.fatal({ err }, 'migration failed')
  process.exitCode = 3
})
