// The executables as their users meet them: processes of their own, without a terminal.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url))
const BIN = join(CHECKOUT, 'generator', 'bin')

export const executable = (command: 'new' | 'module'): string => join(BIN, `paved-road-${command}.js`)

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Record<string, string>
}

export function run(command: 'new' | 'module', args: readonly string[], { cwd, env }: RunOptions): Run {
  return spawnSync(process.execPath, [executable(command), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: '', ...env },
    input: '',
  })
}

const NOBODY = 65534
const isRoot = process.getuid?.() === 0

/**
 * As a user who may not write or read everywhere: who is root steps down. Nobody reads no checkout of root's, so the
 * command is loaded before that.
 */
export function runUnprivileged(command: 'new' | 'module', args: readonly string[], cwd: string): Run {
  if (!isRoot) return run(command, args, { cwd })
  const shell = new URL(`../../shell/${command}.ts`, import.meta.url)
  const script = `const { main } = await import(${JSON.stringify(shell)})
    process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY})
    process.exitCode = await main(process.argv.slice(1))`
  const full = ['--input-type=module', '--eval', script, '--', ...args]
  return spawnSync(process.execPath, full, { cwd, encoding: 'utf8', input: '' })
}

/** Started in a folder that is deleted before the command looks where it is. */
export function runInDeletedFolder(command: 'new' | 'module', args: readonly string[], folder: string): Run {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
  const full = ['-c', script, 'sh', process.execPath, executable(command), ...args]
  return spawnSync('sh', full, { cwd: folder, encoding: 'utf8', input: '' })
}

/** A folder of the test's own, gone with it. */
export function temporary(): { path: string; list: () => string[] } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'paved-road-test-')))
  return {
    path,
    list: () => readdirSync(path).sort(),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A service stamped with defaults, for tests that only need one. */
export function stamped(folder: string, name: string, ...args: string[]): string {
  const { status, stderr } = run('new', [name, '--yes', '--skip-install', ...args], { cwd: folder })
  if (status !== 0) throw new Error(stderr)
  return join(folder, name)
}

/** The packages of this checkout, as if they had been installed there. */
export function borrowPackages(service: string): void {
  for (const folder of [join(CHECKOUT, 'node_modules'), join(CHECKOUT, 'templates/service/node_modules')]) {
    if (existsSync(folder)) link(folder, join(service, 'node_modules'))
  }
}

/** Scopes are folders of their own, so that two sources may add to the same. */
function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name.startsWith('@')) link(join(from, name), join(to, name))
    else {
      rmSync(join(to, name), { force: true })
      symlinkSync(join(from, name), join(to, name))
    }
  }
}
