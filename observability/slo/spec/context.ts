import type { Code } from '../../cli/errors.ts'
import type { Links, Place, ServiceTier, Slo } from '../model/model.ts'
import type { Problems } from './problems.ts'
import type { Path, Source } from './source.ts'

export interface SpecOptions {
  /** For what has none of its own. */
  readonly owner?: string
  /** Go before those of the files. */
  readonly links?: Partial<Links>
}

/** What can be compiled, but not as its author will have meant it. */
export interface Lint {
  readonly code: Code
  readonly place: Place
  readonly message: string
  readonly remedy: string
  /** The output would be wrong, not merely useless. */
  readonly blocks: boolean
}

/** What reading a file adds to. */
export interface Context {
  readonly problems: Problems
  readonly lints: Lint[]
}

/** A part of a document: what is read, and how its place is found. */
export interface Part {
  readonly source: Source
  readonly path: Path
}

export const at = ({ source, path }: Part, ...more: Path): Part => ({ source, path: [...path, ...more] })
export const placeOf = ({ source, path }: Part): Place => source.place(path)

/** An objective as its document gives it, before its service is known. */
export interface Draft extends Omit<Slo, 'owner'> {
  readonly owner: string | undefined
  readonly serviceTier: ServiceTier | undefined
  readonly servicePlace: Place
  readonly objectivePlace: Place
}
