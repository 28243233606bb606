// Finds `paved-road-x` for `paved-road x`, as git finds git-x: never by import, so that the toolkit and the
// generators stay two packages of which either can be installed alone.
import { spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs'
import { constants as os } from 'node:os'
import { delimiter, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PREFIX = 'paved-road-'
const NAME = /^[a-z][a-z0-9-]*$/

export interface Surroundings {
  readonly cwd: string
  /** The path the command was started by, links not followed: beside it lie the executables it came with. */
  readonly startedAs: string | undefined
  readonly path: string | undefined
}

export function surroundings(): Surroundings {
  return { cwd: workingFolder(), startedAs: process.argv[1], path: process.env.PATH }
}

/** It may have been deleted meanwhile; what lies at the top is found from everywhere. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}

/** Directories searched, nearest first: the project's own, then the installation's, then PATH. */
export function searchPath({ cwd, startedAs, path = '' }: Surroundings): string[] {
  const packageRoot = dirname(fileURLToPath(import.meta.url))
  const found = [
    ...binsUpward(cwd),
    ...(startedAs ? [dirname(resolve(startedAs))] : []),
    ...binsUpward(packageRoot),
    ...path.split(delimiter).filter(Boolean),
  ]
  return [...new Set(found)]
}

export function findCommand(name: string, around: Surroundings): string | undefined {
  if (!NAME.test(name)) return undefined
  return searchPath(around)
    .map((directory) => join(directory, PREFIX + name))
    .find(isExecutable)
}

/** Names of the installed commands, for `--help`. */
export function installedCommands(around: Surroundings): string[] {
  const names = searchPath(around).flatMap((directory) =>
    entries(directory)
      .filter((entry) => entry.startsWith(PREFIX) && isExecutable(join(directory, entry)))
      .map((entry) => entry.slice(PREFIX.length)),
  )
  return [...new Set(names)].filter((name) => NAME.test(name)).sort()
}

/** Runs it in the foreground and answers with its exit code, 128 + signal when a signal ended it. */
export function runCommand(file: string, args: readonly string[]): Promise<number> {
  const script = realpathSync(file)
  // Under this Node and not the one of a `#!/usr/bin/env node` line, which may be an older one.
  const [command, first] = extname(script) === '.js' ? [process.execPath, [file]] : [file, []]
  const child = spawn(command, [...first, ...args], { stdio: 'inherit' })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  // A terminal sends SIGINT to the whole group; passing it on as well would make it two.
  if (!process.stdin.isTTY) process.on('SIGINT', pass)
  else process.on('SIGINT', () => {})
  process.on('SIGTERM', pass)
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('exit', (code, signal) => done(code ?? 128 + (signal ? os.signals[signal] : 0)))
  })
}

function binsUpward(from: string): string[] {
  const directories: string[] = []
  for (let at = resolve(from); ; at = dirname(at)) {
    directories.push(join(at, 'node_modules', '.bin'))
    if (at === dirname(at)) return directories
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
