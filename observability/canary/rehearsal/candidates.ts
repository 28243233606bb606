// The versions that a rehearsal releases, and what is to become of each.

export interface Candidate {
  readonly name: string
  readonly what: string
  /** `kind:size` of faults.ts. */
  readonly fault?: string
  /** It brings a migration that cannot be applied. */
  readonly badMigration?: true
  readonly expected: 'promoted' | 'rolled back'
}

/** The good one comes last, so that all others meet the same old version. */
export const CANDIDATES: readonly Candidate[] = [
  { name: 'errors', what: 'fails one request in twenty', fault: 'errors:0.05', expected: 'rolled back' },
  {
    name: 'latency',
    what: 'takes a second longer for one request in ten',
    fault: 'latency:0.1',
    expected: 'rolled back',
  },
  { name: 'leak', what: 'keeps 256 KiB of each request', fault: 'leak:256', expected: 'rolled back' },
  {
    name: 'crash',
    what: 'ends a second after its start, each time',
    fault: 'crash:1',
    expected: 'rolled back',
  },
  {
    name: 'migration',
    what: 'brings a migration that cannot be applied',
    badMigration: true,
    expected: 'rolled back',
  },
  { name: 'good', what: 'is like the old version', expected: 'promoted' },
]

/** Half of it could be done: the other half undoes it. */
export const BAD_MIGRATION = {
  file: '99990101000000_rehearsed.ts',
  text: `// Part of a rehearsal; never released.
import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('rehearsed_half', (table) => table.increments())
  await knex.raw('alter table rehearsed_other_half add column total integer')
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('rehearsed_half')
}
`,
}
