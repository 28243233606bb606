// paved-road migrations: may the version that runs go on while these migrations do?
import { checkMigrations } from '../checks/migrations/index.ts'
import { readCheck, reportCheck, SHARED_OPTIONS } from './check.ts'
import { print } from './usage.ts'

const HELP = `Usage: paved-road migrations check --since <ref> [options]

Runs the migrations that were released, then each new one up, down and up again, on a new, empty database of the
PostgreSQL that the service's tests use. Refuses what the released version could not live with, what would lock out
readers or writers of a table that is there already, what cannot be taken back, and released migrations that are edited
or gone. What no running version uses is taken away by a migration that says which released one made way for it:

  export const contract = { expandedIn: '20260301000000_total_in_cents.ts', reason: 'nothing reads total since 2.4.0' }

Options:
  --since <ref>   tag or commit that was released last; without it, or where it is all zeros, nothing was
  --json          report as JSON
  --help          this text

Exits 0 when nothing was found, 1 when something was, 2 on bad input, 3 if git or PostgreSQL failed.
`

export async function migrationsCommand(args: readonly string[]): Promise<number> {
  const options = readCheck('migrations', args, SHARED_OPTIONS)
  if (!options) return print(HELP)
  return reportCheck(options, async (release) => {
    const { findings, fresh } = await checkMigrations(release)
    const count =
      fresh.length === 0 ? 'no migration' : `${fresh.length} migration${fresh.length > 1 ? 's' : ''}`
    return { findings, summary: `${count} new since ${release.ref}` }
  })
}
