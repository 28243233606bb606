// What was released, read from git: never from the working tree, which holds what is to be released.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../cli/errors.ts'

/** Files and names are few and small; this is for documents that are not. */
const MOST_BYTES = 64 * 1024 * 1024

export interface Release {
  /** As it was asked for. */
  readonly ref: string
  readonly commit: string
  /** The service's folder, in a repository of its own or below another's top. */
  readonly folder: string
}

/** `none` says why nothing was released. */
export type Since =
  | { readonly release: Release; readonly none?: undefined }
  | { readonly release?: undefined; readonly none: string }

/** A pipeline names the commit before a branch's first as zeros. */
const NO_COMMIT = /^0*$/
const BEFORE_HEAD = /^(HEAD|@)[~^][~^\d]*$/

export function findRelease(ref: string | undefined, folder: string): Since {
  if (ref === undefined || NO_COMMIT.test(ref)) return { none: 'no --since was given' }
  const shallow = git(folder, ['rev-parse', '--is-shallow-repository']).trim() === 'true'
  const commit = commitOf(ref, folder)
  if (commit) return { release: { ref, commit, folder } }
  const place = `--since ${printable(ref)}`
  if (shallow) {
    throw new CodedError('CHECK_CLONE_SHALLOW', {
      place,
      message: 'is not in this clone, which holds the newest commits alone',
      remedy: 'fetch it first (git fetch --tags --unshallow; fetch-depth: 0 with actions/checkout)',
    })
  }
  if (!commitOf('HEAD', folder)) return { none: 'the repository holds no commit' }
  if (BEFORE_HEAD.test(ref) && !commitOf('HEAD^', folder)) return { none: 'HEAD is the first commit' }
  throw new CodedError('CHECK_REF_UNKNOWN', {
    place,
    message: 'names no commit of this repository',
    remedy: 'give the tag or commit that was released last, and fetch it if it lies on a remote',
  })
}

/** Text of a file as it was released; undefined if it was not there. */
export function releasedFile({ commit, folder }: Release, path: string): string | undefined {
  if (git(folder, ['ls-tree', '--name-only', commit, '--', path]) === '') return undefined
  return git(folder, ['show', `${commit}:./${path}`])
}

/** Names in a folder as it was released. */
export function releasedNames({ commit, folder }: Release, path: string): string[] {
  return lines(git(folder, ['ls-tree', '-z', '--name-only', commit, '--', `${path}/`])).map((name) =>
    name.slice(path.length + 1),
  )
}

/** Names in a folder that are edited or gone since they were released. */
export function changedSince({ commit, folder }: Release, path: string): { name: string; gone: boolean }[] {
  const diff = ['diff', '--no-renames', '--relative', '--diff-filter=MTD', '--name-status', '-z', commit]
  const fields = lines(git(folder, [...diff, '--', path]))
  return fields.flatMap((name, at) =>
    at % 2 === 1 ? [{ name: name.slice(path.length + 1), gone: fields[at - 1] === 'D' }] : [],
  )
}

/** The service as it was released, in a folder of its own below it, so that it finds its packages; gone at the end. */
export function checkOut({ commit, folder }: Release): { path: string; [Symbol.dispose]: () => void } {
  mkdirSync(join(folder, '.data'), { recursive: true })
  const path = mkdtempSync(join(folder, '.data', 'released-'))
  const remove = () => rmSync(path, { recursive: true, force: true })
  try {
    const archive = join(path, 'released.tar')
    git(folder, ['archive', '--format=tar', `--output=${archive}`, commit, '.'])
    output(spawnSync('tar', ['-xf', archive, '-C', path], { encoding: 'utf8' }), 'tar -x')
  } catch (error) {
    remove()
    throw error
  }
  return { path, [Symbol.dispose]: remove }
}

function commitOf(ref: string, folder: string): string | undefined {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
  const { status, stdout } = run(folder, args)
  return status === 0 ? stdout.trim() : undefined
}

function git(folder: string, args: readonly string[]): string {
  const result = run(folder, args)
  if (/not a git repository/.test(result.stderr ?? '')) {
    throw new CodedError('CHECK_REPOSITORY_NONE', {
      place: folder,
      message: 'is in no git repository, which is where what was released is read from',
      remedy: 'run it in the clone of the service',
    })
  }
  return output(result, `git ${args[0]}`)
}

function run(cwd: string, args: readonly string[]): SpawnSyncReturns<string> {
  // Its words are looked at, so they must be English.
  const env = { ...process.env, LC_ALL: 'C' }
  return spawnSync('git', args, { cwd, env, encoding: 'utf8', maxBuffer: MOST_BYTES })
}

function output({ status, stdout, stderr, error }: SpawnSyncReturns<string>, command: string): string {
  if (status === 0) return stdout
  throw new CodedError('CHECK_GIT_FAILED', {
    place: command,
    message: `failed (${(error?.message ?? stderr).trim().split('\n')[0]})`,
    remedy: 'see that git and tar are on PATH, and that this user may read the clone and write to .data/',
    cause: error,
  })
}

const lines = (text: string): string[] => text.split('\0').filter(Boolean)
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
