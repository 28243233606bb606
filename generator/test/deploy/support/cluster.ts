// A stamped service and a cluster that is a file, released to through the service's own release.ts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { borrowPackages, type Run, stamped } from '../../support/run.ts'

const FAKE = fileURLToPath(new URL('./fake-kubectl.mjs', import.meta.url))

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly spec: Record<string, never>
}

interface State {
  readonly objects: Record<string, Manifest & { spec: { replicas?: number } }>
  readonly calls: string[]
  readonly migrated: string[]
  /** What had traffic without pods, at any time. */
  readonly lost: string[]
  readonly changes: number
  /** After so many changes in all, the caller is killed. */
  readonly crashAt?: number
  readonly unreachable?: boolean
}

export interface Cluster {
  readonly service: string
  state: () => State
  /** Changes it from outside. */
  set: (change: Partial<State>) => void
  release: (command: string) => Run
}

export function stampedFor(target: string, folder: string, ...args: string[]): string {
  const service = stamped(folder, 'shop-api', '--deploy', target, ...args)
  borrowPackages(service)
  return service
}

/** Empty, whatever was in `folder` before. */
export function cluster(service: string, folder: string): Cluster {
  const file = join(folder, 'cluster.json')
  const kubectl = join(folder, 'kubectl')
  writeFileSync(kubectl, `#!/bin/sh\nexec "${process.execPath}" "${FAKE}" "$@"\n`)
  chmodSync(kubectl, 0o755)
  const state = (): State => JSON.parse(readFileSync(file, 'utf8'))
  const write = (to: State) => writeFileSync(file, JSON.stringify(to))
  write({ objects: {}, calls: [], migrated: [], lost: [], changes: 0 })
  return {
    service,
    state,
    set: (change) => write({ ...state(), ...change }),
    release: (command) =>
      spawnSync(process.execPath, ['deploy/release.ts', ...command.split(' ')], {
        cwd: service,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, FAKE_CLUSTER: file, NODE_OPTIONS: '' },
      }),
  }
}

/** What a command says that it did. Throws if it did not. */
export function report({ status, stdout, stderr }: Run): Record<string, unknown> {
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

/** That it ended with `exit`, whose last words match `message`. */
export function refused({ status, stdout, stderr }: Run, exit: number, message: RegExp): void {
  assert.equal(status, exit, stderr)
  assert.equal(stdout, '')
  assert.match(stderr.trimEnd().split('\n').at(-1) ?? '', message)
}
