// The only writer: all files or none. Each is written in full beside its place, then all are renamed into it, so that
// nobody ever reads half a file; if one cannot be, those before it are put back. What an earlier run wrote and this
// one does not is taken away; what no run wrote is left alone.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from './artefact.ts'
import { FILES } from './names.ts'

export interface Folders {
  readonly out: string
  /** Where `runbooks/…` goes, if not below `out`. */
  readonly runbooks?: string | undefined
}

export interface Changes {
  readonly written: readonly string[]
  readonly removed: readonly string[]
}

interface Change {
  readonly file: string
  /** What is there now. */
  readonly before: string | undefined
  /** What will be; undefined takes it away. */
  readonly after: string | undefined
}

/** What writing would change: paths of artefacts that differ from what is there, and of those no longer made. */
export function changes(artefacts: readonly Artefact[], folders: Folders): Changes {
  const kept = new Set(artefacts.map(({ path }) => path))
  return {
    written: artefacts
      .filter(({ path, text }) => readText(place(path, folders)) !== text)
      .map(({ path }) => path),
    removed: earlier(folders.out).filter(
      (path) => !kept.has(path) && readText(place(path, folders)) !== undefined,
    ),
  }
}

/** `inputs` are the files that were compiled, which no output may replace. */
export function writeArtefacts(
  artefacts: readonly Artefact[],
  folders: Folders,
  inputs: readonly string[],
): Changes {
  const { written, removed } = changes(artefacts, folders)
  const texts = new Map(artefacts.map(({ path, text }) => [path, text]))
  const planned = [...removed, ...written].map((path): Change => {
    const file = place(path, folders)
    return { file, before: readText(file), after: texts.get(path) }
  })
  assertOurs(
    planned,
    earlier(folders.out).map((path) => place(path, folders)),
    inputs,
  )
  try {
    for (const change of planned) draft(change)
    apply(planned)
  } catch (fault) {
    throw coded(fault, folders.out)
  } finally {
    for (const { file } of planned) discard(draftOf(file))
  }
  return { written, removed }
}

const draftOf = (file: string): string => `${file}.${process.pid}.draft`

function draft({ file, after }: Change): void {
  if (after === undefined) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(draftOf(file), after)
}

/** Whatever became of it: what went wrong before is what is told. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

function apply(planned: readonly Change[]): void {
  const done: Change[] = []
  try {
    for (const change of planned) {
      if (change.after === undefined) rmSync(change.file)
      else renameSync(draftOf(change.file), change.file)
      done.push(change)
    }
  } catch (fault) {
    for (const { file, before } of done.reverse()) {
      if (before === undefined) rmSync(file, { force: true })
      else writeFileSync(file, before)
    }
    throw fault
  }
}

/** A file that no run of ours wrote may be somebody's work, or the objectives themselves. */
function assertOurs(planned: readonly Change[], wrote: readonly string[], inputs: readonly string[]): void {
  const read = new Set(inputs.map((input) => resolve(input)))
  const known = new Set(wrote)
  for (const { file, before } of planned) {
    const isInput = read.has(resolve(file))
    if (!isInput && (before === undefined || known.has(file) || isMarked(before))) continue
    throw new CodedError('SLO_OUTPUT_FOREIGN', {
      place: file,
      message: isInput
        ? 'is what was to be compiled'
        : 'is there already, and no run of this compiler wrote it',
      remedy: isInput ? 'give another folder with --out' : 'move it away, or give another folder with --out',
    })
  }
}

/** What this compiler writes says so, but for dashboards, which can hold no comment. */
const isMarked = (text: string): boolean =>
  /\bOwner: paved-road\b/.test(text.slice(0, 200)) || /^\{\n {2}"version": 1,\n {2}"services"/.test(text)

function place(path: string, { out, runbooks }: Folders): string {
  const [, page] = /^runbooks\/(.+)$/.exec(path) ?? []
  return page && runbooks ? join(runbooks, page) : join(out, path)
}

/** Files of the run before, as its model lists them; only ever such as this compiler writes. */
function earlier(out: string): string[] {
  try {
    const { files } = JSON.parse(readText(join(out, FILES.model)) ?? '{}') as { files?: unknown }
    if (!Array.isArray(files)) return []
    const ours = /^(rules|tests|dashboards|runbooks)\/[a-z0-9][\w.-]*\.(yaml|json|md)$|^alertmanager\.yaml$/
    return files.filter((path) => typeof path === 'string' && ours.test(path))
  } catch (fault) {
    if (fault instanceof CodedError) throw fault
    return []
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (fault) {
    const { code = '' } = fault as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined
    throw coded(fault, file)
  }
}

function coded(fault: unknown, place: string): unknown {
  const { code, message } = fault as NodeJS.ErrnoException
  if (fault instanceof CodedError || code === undefined) return fault
  return new CodedError('SLO_OUTPUT_NOT_WRITABLE', {
    place,
    message: `could not be written (${message}); nothing was changed`,
    remedy: 'give a folder with --out that you may write to and that has room',
    cause: fault,
  })
}
