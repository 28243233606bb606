// A new user's machine, as far as one can be had: a temporary folder outside the repository, the Node and npm of the
// machine and not this checkout's, and nothing of the paved road but two tarballs.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export { pack } from '../pack.ts'

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))
export const NOBODY = 65534
export const IS_ROOT = process.getuid?.() === 0

export interface Newcomer {
  readonly home: string
  /** Where the two tarballs and yo are installed. */
  readonly tools: string
  /** Where services are stamped, side by side. */
  readonly work: string
}

export function newcomer(): Newcomer {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'paved-road-ships-')))
  chmodSync(home, 0o755)
  const [tools, work] = ['tools', 'work'].map((name) => join(home, name)) as [string, string]
  for (const folder of [tools, work]) mkdirSync(folder)
  chmodSync(work, 0o777) // root stamps one service, another user the other
  return { home, tools, work }
}

export interface Where {
  readonly cwd: string
  readonly uid?: number
  readonly env?: Record<string, string>
}

/** Runs to the end and returns standard output; fails with all that was said. */
export function sh(command: string, args: readonly string[], where: Where): string {
  const { status, stdout, stderr } = attempt(command, args, where)
  if (status === 0) return stdout
  throw new Error(`${[command, ...args].join(' ')} ended with ${status}\n${stdout}\n${stderr}`)
}

export function attempt(
  command: string,
  args: readonly string[],
  { cwd, uid, env }: Where,
): SpawnSyncReturns<string> {
  const identity = uid === undefined ? {} : { uid, gid: uid }
  return spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  })
}

/** Without what npm and this checkout put there. */
export function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(?!config_(registry|cache|userconfig)$)|NODE_(ENV|OPTIONS|PATH|TEST_CONTEXT|COMPILE_CACHE)$|CI$|INIT_CWD$|PAVED_ROAD)/i.test(
        name,
      ),
  )
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) }
}
