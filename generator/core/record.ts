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
    ...basesOf(files),
    ...(toolkit.source === 'vendored' ? [ours(vendoredPath(toolkit.version), toolkit.tarball)] : []),
  ]
}

export function manifestEntries(files: readonly PlannedFile[]): Manifest['files'] {
  const byPath = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return Object.fromEntries(
    byPath.map(({ path, owner, content }) => [path, { owner, sha256: sha256(content) }]),
  )
}

/** The record after the paved road itself changed `files` of a service: their digests, and bases if managed. */
export function recordChanges(manifest: Manifest, files: readonly PlannedFile[]): PlannedFile[] {
  const all = { ...manifest.files, ...manifestEntries(files) }
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
  return [ours(MANIFEST_FILE, asJson({ files: sorted } satisfies Manifest)), ...basesOf(files)]
}

const basesOf = (files: readonly PlannedFile[]): PlannedFile[] =>
  files
    .filter(({ owner }) => owner === PAVED_ROAD)
    .map((file) => ({ ...file, path: baseOf(file.path), executable: false }))

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const ours = (path: string, content: string | Buffer): PlannedFile => ({
  path,
  content,
  executable: false,
  owner: PAVED_ROAD,
})
