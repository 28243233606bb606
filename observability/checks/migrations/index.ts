// `paved-road migrations check`: what was released, from git, then what the working tree adds, on a real PostgreSQL.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../finding.ts'
import { changedSince, checkOut, type Release, releasedNames } from '../git.ts'
import { finding, judge } from './judge.ts'
import { rehearse } from './rehearse.ts'

const FOLDER = 'migrations'
const isMigration = (name: string): boolean => name.endsWith('.ts')

/** Findings, and the names of the migrations that are new. */
export async function checkMigrations(release: Release): Promise<{ findings: Finding[]; fresh: string[] }> {
  const released = new Set(releasedNames(release, FOLDER).filter(isMigration))
  const there = join(release.folder, FOLDER)
  const names = existsSync(there) ? readdirSync(there).filter(isMigration).sort() : []
  const fresh = names.filter((name) => !released.has(name))
  const findings = changed(release)
  if (fresh.length === 0) return { findings, fresh }
  using before = released.size > 0 ? checkOut(release) : undefined
  const rehearsal = await rehearse(release.folder, { released: before && join(before.path, FOLDER), fresh })
  return { findings: [...findings, ...judge(rehearsal, released)], fresh }
}

function changed(release: Release): Finding[] {
  return changedSince(release, FOLDER)
    .filter(({ name }) => isMigration(name))
    .map(({ name, gone }) =>
      finding(`${FOLDER}/${name}`, {
        code: 'MIGRATION_RELEASED_CHANGED',
        message: `is ${gone ? 'gone' : 'not what it was'} since ${release.ref}`,
      }),
    )
}
