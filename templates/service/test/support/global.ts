// Owner: paved-road
// One PostgreSQL for a whole test run, its address in TEST_DATABASE_URL. node:test calls the two named exports,
// Playwright the default one.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { startPostgres } from '../../development/postgres.ts'

const DATA = new URL('../../.data/', import.meta.url)
let release = async (): Promise<void> => {}

export async function globalSetup(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return
  if (process.env.DATABASE_URL) {
    process.env.TEST_DATABASE_URL = process.env.DATABASE_URL
    return
  }
  sweep()
  const folder = new URL(`test-${process.pid}/`, DATA)
  const postgres = await startPostgres(folder, { temporary: true })
  process.env.TEST_DATABASE_URL = postgres.url
  release = postgres.release
}

export async function globalTeardown(): Promise<void> {
  await release()
}

export default async function setup(): Promise<() => Promise<void>> {
  await globalSetup()
  return globalTeardown
}

/** Removes what runs left that were killed. */
function sweep(): void {
  if (!existsSync(DATA)) return
  for (const name of readdirSync(DATA)) {
    const [, pid] = /^test-(\d+)$/.exec(name) ?? []
    if (pid && !runs(Number(pid))) rmSync(new URL(name, DATA), { recursive: true, force: true })
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
