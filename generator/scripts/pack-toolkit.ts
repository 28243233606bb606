// Builds and packs the toolkit of this checkout, one process at a time: a build empties dist/ first.
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError } from '../core/errors.ts'
import { locked } from '../core/lock.ts'
import { npm } from '../shell/npm.ts'

const WAIT_MS = 120_000

export function packToolkit(sources: string, tarball: string, isFresh: () => boolean): void {
  try {
    mkdirSync(dirname(tarball), { recursive: true })
    const busy = 'Waiting for another command to pack the toolkit'
    locked(`${tarball}.lock`, { waitMs: WAIT_MS, busy }, () => isFresh() || pack(sources, tarball))
  } catch (cause) {
    throw new CodedError('TOOLKIT_NOT_PACKED', {
      place: sources,
      message: `could not be packed (${(cause as Error).message.split('\n')[0]})`,
      remedy: 'run npm install in the checkout, as a user who may write there, and see what npm pack says',
      cause,
    })
  }
}

function pack(sources: string, tarball: string): void {
  process.stderr.write('Packing the toolkit for the service (only after it changed) …\n')
  const begin = new Date()
  const folder = mkdtempSync(join(dirname(tarball), '.pack-'))
  try {
    const { status, stdout, stderr } = npm(['pack', '--json', '--pack-destination', folder], {
      cwd: sources,
      quiet: true,
    })
    if (status !== 0) throw new Error(`npm pack ended with ${status}: ${stderr}`)
    const packed = join(folder, packedName(stdout))
    utimesSync(packed, begin, begin) // what changes meanwhile is newer than it
    renameSync(packed, tarball)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `npm pack --json` prints a list, or since npm 11.10 an object by package name, perhaps after a build's words. */
function packedName(stdout: string): string {
  const [, name] = /"filename": "([^"]+)"/.exec(stdout) ?? []
  if (!name) throw new Error(`npm pack named no file: ${stdout}`)
  return name
}
