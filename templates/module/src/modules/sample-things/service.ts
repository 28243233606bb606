// Owner: team-acme
// What this context does, free of HTTP and SQL.
import { randomUUID } from 'node:crypto'
import { toPage } from '../../platform/http/schemas.ts'
import { entry, type Repository } from './repository.ts'
import type { Entry, NewEntry } from './schemas.ts'

export type Service = ReturnType<typeof service>

export function service(repository: Repository) {
  return {
    async create(request: NewEntry): Promise<Entry> {
      const created: Entry = { id: randomUUID(), createdAt: new Date().toISOString(), ...request }
      await repository.insert(created)
      return created
    },

    find: (id: string): Promise<Entry | undefined> => repository.find(id),

    async list(limit: number, cursor?: string) {
      const rows = await repository.list(limit + 1, cursor)
      return toPage(rows, limit, (row) => row.position, entry)
    },
  }
}
