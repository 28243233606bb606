// The only writer: all files or none. Each is written in full beside its place, then all are renamed; if one cannot
// be, those before it are taken back. What an earlier run wrote and this one does not is taken away.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

/** What writing would change: paths of artefacts that differ from what is there, and of those no longer made. */
export function changes(artefacts: readonly Artefact[], folders: Folders): Changes {
  const kept = new Set(artefacts.map(({ path }) => path))
  return {
    written: artefacts
      .filter(({ path, text }) => readText(place(path, folders)) !== text)
      .map(({ path }) => path),
    removed: earlier(folders.out).filter((path) => !kept.has(path) && existsSync(place(path, folders))),
  }
}

export function writeArtefacts(artefacts: readonly Artefact[], folders: Folders): Changes {
  const { written, removed } = changes(artefacts, folders)
  const undo: (() => void)[] = []
  let draft: string | undefined
  try {
    mkdirSync(folders.out, { recursive: true })
    draft = mkdtempSync(join(folders.out, '.draft-'))
    const texts = new Map(artefacts.map(({ path, text }) => [path, text]))
    const files = written.map((path, index) => {
      const fresh = join(draft as string, `new-${index}`)
      writeFileSync(fresh, texts.get(path) as string)
      return { fresh, path }
    })
    for (const [index, path] of removed.entries())
      setAside(place(path, folders), join(draft, `gone-${index}`), undo)
    for (const [index, { fresh, path }] of files.entries()) {
      const target = place(path, folders)
      mkdirSync(dirname(target), { recursive: true })
      setAside(target, join(draft, `old-${index}`), undo)
      move(fresh, target)
      undo.push(() => rmSync(target, { force: true }))
    }
  } catch (fault) {
    // What cannot be put back stays in the draft's folder, which then stays as well.
    if (takenBack(undo) && draft) rmSync(draft, { recursive: true, force: true })
    throw coded(fault, folders.out)
  }
  rmSync(draft, { recursive: true, force: true })
  return { written, removed }
}

function takenBack(undo: readonly (() => void)[]): boolean {
  const done = undo.toReversed().map((step) => {
    try {
      step()
      return true
    } catch {
      return false
    }
  })
  return done.every(Boolean)
}

function place(path: string, { out, runbooks }: Folders): string {
  const [, page] = /^runbooks\/(.+)$/.exec(path) ?? []
  return page && runbooks ? join(runbooks, page) : join(out, path)
}

/** Files of the run before, as its model lists them; only ever such as this compiler writes. */
function earlier(out: string): string[] {
  try {
    const { files } = JSON.parse(readText(join(out, FILES.model)) ?? '{}') as { files?: unknown }
    if (!Array.isArray(files)) return []
    return files.filter((path) =>
      /^(rules|tests|dashboards|runbooks)\/[a-z0-9][\w.-]*\.(yaml|json|md)$/.test(path),
    )
  } catch {
    return []
  }
}

function setAside(file: string, kept: string, undo: (() => void)[]): void {
  if (!existsSync(file)) return
  move(file, kept)
  undo.push(() => move(kept, file))
}

/** The runbooks' folder may lie on another disk, where a rename does not reach. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EXDEV') throw fault
    writeFileSync(to, readFileSync(from))
    rmSync(from)
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if ((fault as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
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
