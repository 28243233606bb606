// What to do about each kind of change.
import type { Code } from '../../cli/errors.ts'

const LATER = 'take it away in a later release, in a migration that exports contract'

export const REMEDIES = {
  MIGRATION_DROPPED: `leave it until no running version uses it, then ${LATER}`,
  MIGRATION_RENAMED: `add what bears the new name, keep both up to date, and when the old one is not used ${LATER}`,
  MIGRATION_RETYPED: `add a column of the new type, keep both up to date, and when the old one is not used ${LATER}`,
  MIGRATION_REQUIRED:
    'give it a default or let it be null; once every running version fills it, ask for it in a migration that exports contract',
  MIGRATION_CONSTRAINED:
    'once every running version keeps to it, add it in a migration that exports contract; one that all always kept to may come NOT VALID, with COMMENT ON CONSTRAINT to say why',
  MIGRATION_BLOCKS:
    'build indexes CONCURRENTLY outside a transaction, add constraints NOT VALID and VALIDATE them in the next migration, leave a type alone and fill a new column',
  MIGRATION_IRREVERSIBLE: 'write its down so that the schema is what it was before its up',
  MIGRATION_CONTRACT_EARLY:
    'release that migration first, in a version that no longer uses what this one takes away',
  MIGRATION_RELEASED_CHANGED:
    'put it back as it was released, and change the schema by a new migration; databases that have run it will not run it again',
} as const satisfies Partial<Record<Code, string>>

/** What the judge can find. */
export type Kind = keyof typeof REMEDIES
