// Components that are Debian packages. The packages start servers; we want only their programs.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { DebianComponent } from './catalogue.ts'
import { ComponentError } from './error.ts'

/** Asked by Debian's maintainer scripts before they start a server: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt */
const POLICY = '/usr/sbin/policy-rc.d'
const DENY = '#!/bin/sh\n# paved-road: no server is started while its package is installed\nexit 101\n'
const LOCK_WAIT_SECONDS = 300

export function isInstalled({ packages }: DebianComponent): boolean {
  const { stdout } = spawnSync('dpkg-query', ['--status', ...packages], { encoding: 'utf8' })
  return stdout?.match(/^Status: .* installed$/gm)?.length === packages.length
}

/** @throws ComponentError if apt-get fails or their servers run afterwards. */
export function install(component: DebianComponent): void {
  const before = listened(component.ports)
  withoutStarting(() => {
    aptGet(component, 'update') // where it cannot, the lists that are there may still do
    const status = aptGet(component, 'install', '--yes', '--no-install-recommends', ...component.packages)
    if (status !== 0) throw packagesFailed(component, status)
  })
  spawnSync('systemctl', ['disable', ...component.services], { stdio: 'ignore' }) // nor at the next boot
  const started = listened(component.ports).filter((port) => !before.includes(port))
  if (started.length > 0) throw serviceStarted(component, started)
}

function aptGet({ name }: DebianComponent, ...args: string[]): number | null {
  const options = [
    '--quiet=2',
    `--option=DPkg::Lock::Timeout=${LOCK_WAIT_SECONDS}`,
    '--option=Acquire::Retries=3',
    '--option=Dpkg::Use-Pty=0',
  ]
  const { status, stderr, stdout } = spawnSync('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  })
  if (status !== 0) process.stderr.write(`${name}: apt-get ${args[0]}:\n${stdout}${stderr}`)
  return status
}

function withoutStarting(work: () => void): void {
  const isOurs = denyStarts()
  try {
    work()
  } finally {
    if (isOurs) rmSync(POLICY, { force: true })
  }
}

/** @returns whether the policy is ours to remove, as is one that we left when we were killed. */
function denyStarts(): boolean {
  try {
    writeFileSync(POLICY, DENY, { mode: 0o755, flag: 'wx' })
    return true
  } catch {
    return readFileSync(POLICY, 'utf8') === DENY
  }
}

/** Those of `ports` that somebody listens on. From Linux's own tables: not every machine has the tools to print them. */
function listened(ports: number[]): number[] {
  const LISTEN = '0A'
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readRows).map((row) => row.trim().split(/\s+/))
  const open = rows
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '']) => local.split(':').at(-1))
  return ports.filter((port) => open.includes(port.toString(16).toUpperCase().padStart(4, '0')))
}

function readRows(table: string): string[] {
  try {
    return readFileSync(table, 'utf8').split('\n')
  } catch {
    return [] // no IPv6 here
  }
}

function packagesFailed({ name, packages }: DebianComponent, status: number | null): ComponentError {
  return new ComponentError(
    'COMPONENT_PACKAGES_FAILED',
    name,
    `apt-get install ${packages.join(' ')} ended with code ${status}`,
    'see its message above; it needs a Debian mirror and dpkg in order',
  )
}

function serviceStarted({ name, services }: DebianComponent, ports: number[]): ComponentError {
  return new ComponentError(
    'COMPONENT_SERVICE_STARTED',
    name,
    `somebody listens on ${ports.join(' and ')} since its packages were installed`,
    `if it is they, run systemctl stop ${services.join(' ')}`,
  )
}
