// The service that a command is run in, found from any of its folders as git finds a repository.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Answers } from './answers.ts'
import { CodedError } from './errors.ts'
import { ANSWERS_FILE, type AnswersRecord, MANIFEST_FILE, type Manifest } from './record.ts'

export interface Service {
  readonly root: string
  readonly answers: Answers
  readonly manifest: Manifest
  /** Its TypeScript under src/, migrations/ and test/, by path. */
  readonly sources: ReadonlyMap<string, string>
}

export function findService(from: string): Service {
  const root = findRoot(from)
  return readable(root, () => {
    const answers = readRecord<AnswersRecord>(
      root,
      ANSWERS_FILE,
      (it) => typeof it.answers?.owner === 'string',
    )
    const manifest = readRecord<Manifest>(root, MANIFEST_FILE, (it) => typeof it.files === 'object')
    const paths = ['src', 'migrations', 'test'].flatMap((folder) => typescriptIn(root, folder))
    const sources = new Map(paths.map((path) => [path, read(root, path)]))
    return { root, answers: answers.answers, manifest, sources }
  })
}

/** The folder of the service around `from`, of which nothing is read. */
export function findRoot(from: string): string {
  const root = readable(from, () => rootAbove(resolve(from)))
  if (root !== undefined) return root
  throw new CodedError('SERVICE_NOT_FOUND', {
    place: resolve(from),
    message: 'is not in a service of the paved road',
    remedy: 'go to a folder of one, or make one: paved-road new NAME',
  })
}

function readable<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (fault) {
    const { code, path = place } = fault as NodeJS.ErrnoException
    if (!isClosed(fault)) throw fault
    throw new CodedError('SERVICE_UNREADABLE', {
      place: path,
      message: `may not be read (${code})`,
      remedy: 'change who may read it (its files may be those of another user), or run this as its owner',
      cause: fault,
    })
  }
}

const isClosed = (fault: unknown): boolean =>
  ['EACCES', 'EPERM'].includes((fault as NodeJS.ErrnoException).code ?? '')

function rootAbove(folder: string): string | undefined {
  if (statSync(join(folder, ANSWERS_FILE), { throwIfNoEntry: false })) return folder // throws where it may not look
  return folder === dirname(folder) ? undefined : rootAbove(dirname(folder))
}

function readRecord<T>(root: string, path: string, fits: (record: T) => boolean): T {
  try {
    const record = JSON.parse(read(root, path)) as T
    if (fits(record)) return record
    throw new Error('fields are missing')
  } catch (cause) {
    if (isClosed(cause)) throw cause
    throw new CodedError('SERVICE_RECORD_BROKEN', {
      place: join(root, path),
      message: `cannot be read (${(cause as Error).message})`,
      remedy: 'restore it from version control',
      cause,
    })
  }
}

function typescriptIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
}

const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
