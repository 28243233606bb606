// Two consoles must not write into one folder: a file in it says who does.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../cli/errors.ts'

/** Of a file system and of a process, which differ by a little. */
const CLOCK_MS = 1_000

const own = `${process.pid}\n`
const fileIn = (folder: string): string => join(folder, 'console.lock')

/** Takes over from a process that is gone. @returns how to give it back @throws CodedError */
export function lock(folder: string): () => void {
  const file = fileIn(folder)
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(file, own, { flag: 'wx' })
      return () => unlock(folder)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    }
    const holder = read(file)
    if (holder !== undefined && isHeld(file, Number.parseInt(holder, 10))) throw taken(file, holder)
    discard(file, holder)
  }
  throw taken(file, read(file) ?? '')
}

/** Also what a thread of this process held that fell, for the one that takes its place. */
export function unlock(folder: string): void {
  if (read(fileIn(folder)) === own) rmSync(fileIn(folder), { force: true })
}

/** Moved away before it is deleted: another console may have taken over meanwhile, and what is moved is then its lock. */
function discard(file: string, stale: string | undefined): void {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) === stale) rmSync(aside)
    else renameSync(aside, file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** In a container each process has the number that the one before had; but what is older than a process is not its own. */
function isHeld(file: string, pid: number): boolean {
  if (pid !== process.pid) return isAlive(pid)
  const startedAt = Date.now() - process.uptime() * 1_000
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > startedAt - CLOCK_MS
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function taken(file: string, holder: string): CodedError {
  return new CodedError('CONSOLE_FOLDER_TAKEN', {
    place: file,
    message: `process ${holder.trim()} keeps its telemetry in this folder`,
    remedy: 'stop it, or choose another folder with --persist; if it is no console, delete this file',
  })
}
