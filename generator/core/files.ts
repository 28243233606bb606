// What the stages hand each other: files as data. Only read.ts and write.ts touch the disk.
import { createHash } from 'node:crypto'

export interface TemplateFile {
  /** Relative, with forward slashes. */
  readonly path: string
  readonly content: string
  readonly executable: boolean
}

export interface PlannedFile extends Omit<TemplateFile, 'content'> {
  /** Bytes are those of the toolkit's tarball. */
  readonly content: string | Buffer
  /** `paved-road` for what an update may change, else the team. */
  readonly owner: string
}

/** Who owns what the generator writes and updates. */
export const PAVED_ROAD = 'paved-road'

/** Files that can hold no comment. */
const OWNED_BY_PAVED_ROAD = new Set(['biome.json', 'package.json'])
const COMPILED = /^observability\/.*\.json$/

/** The owner named in a file's first lines (a `#!` line or a front-matter fence may stand before it). */
export function ownerOf(path: string, content: string, team: string): string {
  const head = content.slice(0, 400).split('\n', 4).join('\n')
  const [, named] = /\bOwner: ([a-z0-9-]+)/.exec(head) ?? []
  return named ?? (OWNED_BY_PAVED_ROAD.has(path) || COMPILED.test(path) ? PAVED_ROAD : team)
}

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')
