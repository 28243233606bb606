// Owner: team-acme
// The only code that touches this context's table.
import type { Knex } from 'knex'
import type { Entry } from './schemas.ts'

const TABLE = 'sample_things'

interface Row {
  id: string
  position: string
  title: string
  created_at: Date
}

export type Repository = ReturnType<typeof repository>

export function repository(db: Knex) {
  return {
    async insert({ id, title, createdAt }: Entry): Promise<void> {
      await db(TABLE).insert({ id, title, created_at: createdAt })
    },

    async find(id: string): Promise<Entry | undefined> {
      const row = await db<Row>(TABLE).where({ id }).first()
      return row && entry(row)
    },

    /** `count` rows, newest first, from the one after `position` on. */
    async list(count: number, position?: string): Promise<Row[]> {
      const newestFirst = db<Row>(TABLE).orderBy('position', 'desc').limit(count)
      return position === undefined ? newestFirst : newestFirst.where('position', '<', position)
    },
  }
}

export const entry = ({ id, title, created_at }: Row): Entry => ({
  id,
  title,
  createdAt: created_at.toISOString(),
})
