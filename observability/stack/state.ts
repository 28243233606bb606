// The stack's folder: configurations, what services brought, data, logs, and the plan of what runs. One a user, unless
// another is named.
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, parse, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CodedError } from '../cli/errors.ts'
import type { EngineName } from './engine.ts'
import type { PartName } from './parts.ts'
import type { Mode } from './site.ts'

/** What was started, and how: written before anything is, so that whatever happens it can be found again. */
export interface Plan {
  readonly version: 1
  readonly mode: Mode
  readonly offset: number
  readonly parts: readonly PartName[]
  readonly engine?: EngineName
  readonly webhook?: string
  /** Of what runs on this machine and not in a container, the whole command lines. */
  readonly launcher: readonly string[]
  readonly commands: Readonly<Partial<Record<PartName, readonly string[]>>>
}

/**
 * Prometheus looks for rules and targets by pattern, the Collector fills in what follows a dollar, and after a colon
 * compose expects the folder in the container.
 */
const READ_OTHERWISE = /[*?[\]\\$:\p{Cc}]/u

export function stackFolder(given: string | undefined): string {
  const state = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  const folder = resolve(given ?? join(state, 'paved-road', 'stack'))
  if (given !== '' && !READ_OTHERWISE.test(folder.slice(parse(folder).root.length).replaceAll(sep, '/')))
    return withoutLinks(folder)
  throw new CodedError('CLI_OPTION_INVALID', {
    place: `--dir "${folder.replace(/\p{Cc}/gu, '?')}"`,
    message: 'is not one that every part would find',
    remedy: 'name a folder that has none of * ? [ ] \\ $ : in its path',
  })
}

/** One name for a folder, whatever leads there and whether it is there yet: a stack is known by it. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(withoutLinks(dirname(path)), basename(path))
  }
}

const PLAN = 'stack.json'

/** What `up` planned last; undefined where there never was a stack. */
export function readPlan(folder: string): Plan | undefined {
  try {
    const plan = JSON.parse(readFileSync(join(folder, PLAN), 'utf8')) as Plan
    return plan.version === 1 ? plan : undefined
  } catch {
    return undefined
  }
}

export const writePlan = (folder: string, plan: Plan): void =>
  writeFiles(folder, new Map([[PLAN, `${JSON.stringify(plan, null, 2)}\n`]]))

/** Each is there in full or not at all. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  try {
    for (const [path, text] of files) {
      const file = join(folder, path)
      const draft = `${file}.${process.pid}.draft`
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(draft, text)
      renameSync(draft, file)
    }
  } catch (fault) {
    throw notWritable(folder, fault)
  }
}

export function notWritable(folder: string, cause: unknown): CodedError {
  return new CodedError('STACK_FOLDER_NOT_WRITABLE', {
    place: folder,
    message: `cannot be written (${(cause as NodeJS.ErrnoException).code ?? cause})`,
    remedy: 'give another folder with --dir',
    cause,
  })
}

/** This toolkit's executable: two folders up from what is compiled, one from the sources. */
export function executable(): string {
  const found = ['../bin/paved-road.js', '../../bin/paved-road.js']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error('the package has lost its executable')
  return found
}
