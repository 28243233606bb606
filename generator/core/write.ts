// The only writer. All or nothing: what is written is written beside its place first and moved there by a rename,
// so that neither a full disk nor a lost race leaves half a service behind.
import { randomUUID } from 'node:crypto'
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CodedError } from './errors.ts'
import type { PlannedFile } from './files.ts'
import { type LockOptions, locked } from './lock.ts'

/** Throws unless `target` is absent or an empty folder, in a folder that can be written to. */
export function assertTarget(target: string): void {
  const parent = dirname(target)
  try {
    if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) throw parentMissing(parent)
    accessSync(parent, constants.W_OK | constants.X_OK)
    const found = lstatSync(target, { throwIfNoEntry: false })
    if (found && !(found.isDirectory() && readdirSync(target).length === 0)) throw notEmpty(target)
  } catch (fault) {
    throw coded(fault, (fault as NodeJS.ErrnoException).path ?? parent)
  }
}

/** Writes `files` as the folder `target`. */
export function writeFolder(target: string, files: readonly PlannedFile[]): void {
  assertTarget(target)
  undisturbed(() => {
    let draft: string | undefined
    try {
      draft = join(dirname(target), `.${basename(target)}-${randomUUID().slice(0, 8)}`)
      mkdirSync(draft)
      for (const file of files) writeInto(draft, file)
      renameSync(draft, target)
    } catch (fault) {
      if (draft) rmSync(draft, { recursive: true, force: true })
      throw coded(fault, target)
    }
  })
}

/**
 * Writes `files` into the folder `root`, which stands already. Each is written in full beside its place; then all
 * are renamed, and if one cannot be, those before it are taken back.
 */
export function writeInPlace(root: string, files: readonly PlannedFile[]): void {
  undisturbed(() => {
    const undo: (() => void)[] = []
    let draft: string | undefined
    try {
      draft = mkdtempSync(join(root, '.paved-road', '.draft-'))
      for (const file of files) writeInto(join(draft, 'new'), file)
      for (const { path } of files) moveIn(join(draft, 'new', path), join(root, path), draft, undo)
    } catch (fault) {
      for (const step of undo.reverse()) step()
      throw coded(fault, root)
    } finally {
      if (draft) rmSync(draft, { recursive: true, force: true })
    }
  })
}

/** Runs `work` while no other command changes the service at `root`. */
export function lockedFolder<T>(root: string, options: LockOptions, work: () => T): T {
  let begun = false
  try {
    return locked(join(root, '.paved-road', '.lock'), options, () => {
      begun = true
      return work()
    })
  } catch (fault) {
    throw begun ? fault : coded(fault, root)
  }
}

function writeInto(folder: string, { path, content, executable }: PlannedFile): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content, { mode: executable ? 0o777 : 0o666 })
}

function moveIn(from: string, to: string, draft: string, undo: (() => void)[]): void {
  const made = mkdirSync(dirname(to), { recursive: true })
  if (made) undo.push(() => rmSync(made, { recursive: true, force: true }))
  if (existsSync(to)) {
    const kept = join(mkdtempSync(join(draft, 'old-')), basename(to))
    copyFileSync(to, kept) // and not moved: whoever reads it meanwhile finds the old or the new
    undo.push(() => renameSync(kept, to))
  }
  renameSync(from, to)
  undo.push(() => rmSync(to, { force: true }))
}

/** Ctrl-C and SIGTERM wait for the few milliseconds that this takes, then do what they came for. */
function undisturbed(work: () => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const release = () => {
    for (const signal of signals) process.off(signal, act)
  }
  const act = (signal: NodeJS.Signals) => {
    release()
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.on(signal, act)
  try {
    work()
  } finally {
    setImmediate(release) // by then a signal that came meanwhile has been delivered
  }
}

function parentMissing(parent: string): CodedError {
  return new CodedError('TARGET_PARENT_MISSING', {
    place: parent,
    message: 'is not a folder',
    remedy: 'make it first, or give another with --dir',
  })
}

function notEmpty(target: string): CodedError {
  return new CodedError('TARGET_NOT_EMPTY', {
    place: target,
    message: 'is there already',
    remedy: 'choose another name, or move away what is there',
  })
}

/** The file system's error as one of ours. */
function coded(fault: unknown, place: string): unknown {
  if (fault instanceof CodedError) return fault
  const { code, message } = fault as NodeJS.ErrnoException
  const because = { place, cause: fault }
  switch (code) {
    case 'ENOTEMPTY':
    case 'EEXIST':
      return notEmpty(place)
    case 'ENOSPC':
    case 'EDQUOT':
      return new CodedError('DISK_FULL', {
        ...because,
        message: 'has no room for the files; nothing was kept',
        remedy: 'make room there, or choose another folder with --dir',
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CodedError('TARGET_NOT_WRITABLE', {
        ...because,
        message: `may not be written to (${code})`,
        remedy: 'choose a folder of your own with --dir, or change who may write there',
      })
    default:
      return new CodedError('WRITE_FAILED', {
        ...because,
        message: `could not be written (${message})`,
        remedy: 'see the cause; nothing was kept',
      })
  }
}
