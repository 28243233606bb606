// Owner: paved-road
// Several processes of one folder share one PostgreSQL: who is using it, and who may start or stop it now.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const WAIT_MS = 60_000

export function alive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself.
  }
}

/** Runs `work` while no other process runs its own under the same `file`. A holder that died is passed over. */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + WAIT_MS; !taken(file); await sleep(20)) {
    if (Date.now() > until) {
      throw new Error(
        `DATABASE_START ${file} process ${readFileSync(file, 'utf8')} holds it: end that, or delete the file.`,
      )
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function taken(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    dropDead(file)
    return false
  }
}

function dropDead(file: string): void {
  try {
    const holder = Number(readFileSync(file, 'utf8'))
    if (holder === 0 || alive(holder)) return // 0: being written right now
    const aside = `${file}.${process.pid}`
    renameSync(file, aside) // one of those who wait succeeds
    rmSync(aside)
  } catch {
    // Another process was faster.
  }
}

/** The processes that use what lives in a folder, one file each. */
export function usersIn(folder: string) {
  mkdirSync(folder, { recursive: true })
  const own = join(folder, String(process.pid))
  return {
    join: () => writeFileSync(own, ''),
    /** True for the last one that leaves. */
    leave: (): boolean => {
      rmSync(own, { force: true })
      return existsSync(folder) && !readdirSync(folder).some((name) => alive(Number(name)))
    },
  }
}
