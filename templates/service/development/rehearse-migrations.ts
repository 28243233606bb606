// Owner: paved-road
// What `npm run migrations:check` has this service do: on a new, empty database of the PostgreSQL that tests use, run
// the migrations that were released, then each new one up, down and up again, and tell what the schema is after each.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import knex, { type Knex } from 'knex'
import { createDatabase } from '../test/support/database.ts'
import { globalSetup, globalTeardown } from '../test/support/global.ts'

interface Request {
  /** Folder of the migrations that were released, as they were then; undefined where none was. */
  released?: string
  /** Names in migrations/ that were not among them. */
  fresh: string[]
  /** Reads the schema: one row, one column. */
  sql: string
}

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url))
/** For whoever is told that it failed. */
let current: { doing: string; migration?: string } = { doing: 'start' }

// Whoever asked is gone, or wants no answer: a PostgreSQL that was started for this ends with it.
for (const event of ['disconnect', 'SIGINT', 'SIGTERM']) process.once(event, () => process.exit())
process.once('message', (request: Request) => {
  run(request)
    .catch(({ message }) => tell({ did: 'nothing more', failure: { ...current, message } }))
    .finally(() => process.disconnect())
})

async function run(request: Request): Promise<void> {
  await globalSetup()
  try {
    const database = await createDatabase()
    const db = knex({ client: 'pg', connection: database.url, log: { warn() {}, error() {} } })
    try {
      await rehearse(db, request)
    } finally {
      await db.destroy()
      await database.drop()
    }
  } finally {
    await globalTeardown()
  }
}

async function rehearse(db: Knex, { released, fresh, sql }: Request): Promise<void> {
  const before = released === undefined ? [] : existing(released)
  const files = new Map([
    ...before.map((name) => [name, join(released ?? '', name)] as const),
    ...fresh.map((name) => [name, join(FOLDER, name)] as const),
  ])
  const load = (name: string) => import(pathToFileURL(files.get(name) ?? '').href)
  const migrationSource: Knex.MigrationSource<string> = {
    getMigrations: async () => [...files.keys()],
    getMigrationName: (name) => name,
    getMigration: load,
  }
  const step = (doing: string, migration: string) => {
    current = { doing, migration }
    const config = { migrationSource, name: migration }
    return doing === 'down' ? db.migrate.down(config) : db.migrate.up(config)
  }
  const schema = async () => Object.values((await db.raw(sql)).rows[0])[0]

  for (const migration of before) await step('released', migration)
  tell({ did: 'released', catalogue: await schema() })
  for (const migration of fresh) {
    for (const did of ['up', 'down', 'again']) {
      await step(did, migration)
      const { contract } = await load(migration)
      tell({ did, migration, contract, catalogue: await schema() })
    }
  }
}

function existing(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
}

function tell(message: object): void {
  process.send?.(message)
}
