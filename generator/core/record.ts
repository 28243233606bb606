// What `.paved-road/` holds: where a service came from, so that an update can merge three ways.
import type { Answers } from './answers.ts'
import { PAVED_ROAD, type PlannedFile, sha256 } from './files.ts'
import { type Toolkit, vendoredPath } from './toolkit.ts'

export const ANSWERS_FILE = '.paved-road/answers.json'
export const MANIFEST_FILE = '.paved-road/manifest.json'
export const baseOf = (path: string): string => `.paved-road/base/${path}`

export interface AnswersRecord {
  readonly generator: string
  readonly answers: Answers
}

/** Of each file: who owns it, and the digest of what the paved road last wrote there. */
export interface Manifest {
  files: Record<string, { owner: string; sha256: string }>
}

export function recordOf(
  files: readonly PlannedFile[],
  answers: Answers,
  { generator, toolkit }: { generator: string; toolkit: Toolkit },
): PlannedFile[] {
  const manifest: Manifest = { files: manifestEntries(files) }
  return [
    ours(ANSWERS_FILE, asJson({ generator, answers } satisfies AnswersRecord)),
    ours(MANIFEST_FILE, asJson(manifest)),
    ...files
      .filter(({ owner }) => owner === PAVED_ROAD)
      .map((file) => ({ ...file, path: baseOf(file.path), executable: false })),
    ...(toolkit.source === 'vendored' ? [ours(vendoredPath(toolkit.version), toolkit.tarball)] : []),
  ]
}

export function manifestEntries(files: readonly PlannedFile[]): Manifest['files'] {
  const byPath = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return Object.fromEntries(
    byPath.map(({ path, owner, content }) => [path, { owner, sha256: sha256(content) }]),
  )
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const ours = (path: string, content: string | Buffer): PlannedFile => ({
  path,
  content,
  executable: false,
  owner: PAVED_ROAD,
})
