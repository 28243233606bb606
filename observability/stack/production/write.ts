import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../cli/errors.ts'
import type { Artefact } from '../../slo/artefact.ts'
import { writeFiles } from '../state.ts'
import { OWNER_MARK } from './index.ts'

/** All of them or none: a file there that is somebody's own is not replaced. */
export function writeManifests(files: readonly Artefact[], out: string): void {
  const foreign = files.map(({ path }) => join(out, path)).find((file) => existsSync(file) && !isOurs(file))
  if (foreign !== undefined)
    throw new CodedError('STACK_OUTPUT_FOREIGN', {
      place: foreign,
      message: 'is there already, and no run of this command wrote it',
      remedy: 'move it away, or give another folder with --out',
    })
  writeFiles(out, new Map(files.map(({ path, text }) => [path, text])))
}

const isOurs = (file: string): boolean => readFileSync(file, 'utf8').startsWith(OWNER_MARK)
