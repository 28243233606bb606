// Components built with Go. `go install` refuses a module whose go.mod has `replace` or `exclude`, as some releases of
// Prometheus have, and keeps no record of what it built from; so each is a tool of a small module here, with its go.sum.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GoComponent } from './catalogue.ts'
import { ComponentError } from './error.ts'
import { executablesOnPath } from './executables.ts'

/** As long as a build took on two slow cores, several times over. */
const LIMIT_MS = 20 * 60_000
const MEGABYTE = 2 ** 20

export interface Build {
  version: string
  /** Where its programs are, or will be. The name tells the pinned sources and how they are built. */
  folder: string
  programs: string[]
}

export function buildOf(component: GoComponent, cache = cacheFolder()): Build {
  const files = readdirSync(moduleFolder(component)).sort()
  const sources = files.map((file) => readFileSync(join(moduleFolder(component), file), 'utf8'))
  const version = component.release(
    requiredVersion(sources[files.indexOf('go.mod')] ?? '', component.requires),
  )
  const digest = createHash('sha256')
    .update(JSON.stringify([...sources, ...argumentsFor(component, version)]))
    .digest('hex')
  const folder = join(cache, `${component.name}-${version}-${digest.slice(0, 8)}`)
  return { version, folder, programs: component.packages.map((path) => join(folder, basename(path))) }
}

/** The folder comes into being whole, so that it is there says that it is finished. */
export function isBuilt({ folder }: Build): boolean {
  return existsSync(folder)
}

export function goCommand(): string | undefined {
  const usual = '/usr/local/go/bin/go' // where its own installer puts it, often not on root's PATH
  return executablesOnPath(['go'])[0] ?? (existsSync(usual) ? usual : undefined)
}

/** @throws ComponentError with what Go said. */
export function build(component: GoComponent, { version, folder }: Build, go = goCommand() ?? 'go'): void {
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}.`)
  try {
    const { status, error, stderr } = spawnSync(
      go,
      ['build', ...argumentsFor(component, version), '-o', `${draft}/`, ...component.packages],
      {
        cwd: moduleFolder(component),
        env: { ...process.env, CGO_ENABLED: '0' },
        encoding: 'utf8',
        maxBuffer: 64 * MEGABYTE,
        timeout: LIMIT_MS,
      },
    )
    if (status !== 0) throw buildFailed(component, error?.message ?? lastLines(stderr))
    publish(draft, folder)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function argumentsFor({ tags, versionVariable }: GoComponent, version: string): string[] {
  return [
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    `-tags=${tags.join(',')}`,
    `-ldflags=-s -w -X ${versionVariable}=${version}`,
  ]
}

function publish(draft: string, folder: string): void {
  try {
    renameSync(draft, folder)
  } catch (fault) {
    if (!existsSync(folder)) throw fault // else another process was the first to finish the same
  }
}

function buildFailed({ name, module }: GoComponent, said: string): ComponentError {
  return new ComponentError(
    'COMPONENT_BUILD_FAILED',
    name,
    `go build failed (${said})`,
    `it needs the Go module proxy and the Go that ci/components/${module}/go.mod asks for`,
  )
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line && !line.startsWith('go: downloading'))
  return lines.slice(-4).join(' | ').trim() || 'it was ended'
}

function requiredVersion(goMod: string, module: string): string {
  const lines = goMod.split('\n').map((line) => line.trim().replace(/^require /, ''))
  const line = lines.find((candidate) => candidate.startsWith(`${module} v`))
  return line?.split(' ')[1] ?? ''
}

function moduleFolder({ module }: GoComponent): string {
  return fileURLToPath(new URL(`./${module}/`, import.meta.url))
}

/** One for all checkouts of a user, since a clone should not build again what another has. */
function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'paved-road', 'components')
}
