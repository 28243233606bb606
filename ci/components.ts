// What a test needs from the machine beyond npm. Absent, the test is skipped in sight of all; in CI it fails.
// ci/components/install.ts installs what is missing.
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import type { TestContext } from 'node:test'
import { catalogue, type ProgramName, programs } from './components/catalogue.ts'
import { executablesOnPath } from './components/executables.ts'
import { buildOf, isBuilt } from './components/go.ts'

/** What is said here and by the installer; docs/reference/errors-ci.md explains them. */
export type ComponentCode =
  | 'COMPONENT_ABSENT'
  | 'COMPONENT_BUILD_FAILED'
  | 'COMPONENT_NEEDS_DEBIAN'
  | 'COMPONENT_NEEDS_GO'
  | 'COMPONENT_NEEDS_ROOT'
  | 'COMPONENT_PACKAGES_FAILED'
  | 'COMPONENT_SERVICE_STARTED'
  | 'COMPONENT_UNKNOWN'

export interface Program {
  name: ProgramName
  /** Such as `3.15.0`. */
  version: string
  path: string
}

const found = new Map<ProgramName, Program[]>()

/** Every one of that name that is here, PATH's first (so Debian's), then those built for this project. */
export function component(name: ProgramName, major?: number): Program[] {
  const all = found.get(name) ?? [...onPath(name), ...built(name)]
  found.set(name, all)
  return all.filter(({ version }) => major === undefined || version.startsWith(`${major}.`))
}

/** As `component`; if there is none, the test is skipped and what is returned is empty. With CI=true, throws instead. */
export function requireComponent(
  test: Pick<TestContext, 'skip'>,
  name: ProgramName,
  major?: number,
): Program[] {
  const present = component(name, major)
  const reason = unless(present.length > 0, major === undefined ? name : `${name} ${major}`)
  if (reason) test.skip(reason)
  return present
}

/** For a test's `skip` option: false if `present`, else the reason. With CI=true, throws instead. */
export function unless(present: boolean, component: string): string | false {
  if (present) return false
  if (process.env.CI === 'true')
    throw new Error(`COMPONENT_ABSENT ${component} is needed by this test: CI must have it`)
  return `${component} is absent here`
}

function onPath(name: ProgramName): Program[] {
  const { files, versionArgument } = programs[name]
  return executablesOnPath(files).flatMap((path) => {
    const { stdout, stderr } = spawnSync(path, [versionArgument], { encoding: 'utf8' })
    const version = /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0]
    return version ? [{ name, version, path }] : []
  })
}

function built(name: ProgramName): Program[] {
  return catalogue
    .filter((component) => component.kind === 'go')
    .map((component) => buildOf(component))
    .filter(isBuilt)
    .flatMap((build) => build.programs.map((path) => ({ name, version: build.version, path })))
    .filter(({ path }) => basename(path) === name)
}
