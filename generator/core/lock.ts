// One process at a time in a folder. The lock names its holder, so that one who died does not hold up the rest.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { CodedError } from './errors.ts'

const POLL_MS = 50
const SAY_AFTER_MS = 1_000
/** A lock is made and filled in two steps; an empty one of this age was left between them. */
const EMPTY_MS = 5_000

export interface LockOptions {
  /** How long to wait for another holder. */
  readonly waitMs: number
  /** What is told to a person who waits. */
  readonly busy: string
}

/** Runs `work` while holding the file `lock`. What the lock's folder says of itself, such as EACCES, is thrown as it is. */
export function locked<T>(lock: string, { waitMs, busy }: LockOptions, work: () => T): T {
  const begin = Date.now()
  for (let told = false; !taken(lock); ) {
    if (isStale(lock)) clear(lock)
    const waited = Date.now() - begin
    if (waited > waitMs) throw stillHeld(lock, waitMs)
    if (waited > SAY_AFTER_MS && !told) {
      process.stderr.write(`${busy} …\n`)
      told = true
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw fault
  }
}

function isStale(lock: string): boolean {
  const holder = holderOf(lock)
  if (holder === undefined) return false
  if (holder === 0)
    return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > EMPTY_MS
  try {
    process.kill(holder, 0)
    return false
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'ESRCH' // EPERM: it lives, and is another user's
  }
}

/** Several may find the same stale lock: one at a time looks again and removes it, lest a fresh one be removed. */
function clear(lock: string): void {
  const clearing = `${lock}.clearing`
  if (!taken(clearing)) return
  try {
    if (isStale(lock)) rmSync(lock, { force: true })
  } finally {
    rmSync(clearing, { force: true })
  }
}

/** Its process id; 0 while that is not written yet, undefined if nobody holds it any more. */
function holderOf(lock: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10) || 0
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fault
  }
}

function stillHeld(lock: string, waitMs: number): CodedError {
  return new CodedError('LOCKED', {
    place: lock,
    message: `is held by process ${holderOf(lock) ?? 'unknown'}, and was for ${waitMs / 1000} s`,
    remedy: 'wait for it to end, or delete the lock if no such command is running',
  })
}
