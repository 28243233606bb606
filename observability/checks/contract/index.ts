// `paved-road contract check`: the API's description that was released against the one in the working tree.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../cli/errors.ts'
import type { Finding } from '../finding.ts'
import { type Release, releasedFile } from '../git.ts'
import { readDocument } from './document.ts'
import { breakingChanges } from './operations.ts'

/** Findings, or why there was nothing to compare with. */
export function checkContract(release: Release, path: string): { findings: Finding[]; none?: string } {
  const file = join(release.folder, path)
  if (!existsSync(file)) {
    throw new CodedError('CONTRACT_FILE_INVALID', {
      place: path,
      message: 'is not there',
      remedy: 'npm run docs makes it from the routes, or name another with --file',
    })
  }
  const current = readDocument(path, readFileSync(file, 'utf8'))
  const released = releasedFile(release, path)
  if (released === undefined) return { findings: [], none: `${path} was not there at ${release.ref}` }
  return { findings: breakingChanges(readDocument(`${release.ref}:${path}`, released), current) }
}
