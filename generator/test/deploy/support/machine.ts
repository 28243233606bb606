// A stamped service and a machine whose containers are in a file, released to through the service's own release.ts.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Run } from '../../support/run.ts'

const FAKE = fileURLToPath(new URL('./fake-docker.mjs', import.meta.url))
const TRACKS = ['stable', 'baseline', 'canary'] as const

interface Container {
  readonly image: string
  readonly version?: string
  readonly healthy: boolean
}

interface State {
  readonly containers: Readonly<Record<string, Container>>
  readonly weights: Readonly<Record<string, number>>
  readonly calls: readonly string[]
  readonly migrated: readonly string[]
  /** What had traffic without being ready, at any time. */
  readonly lost: readonly string[]
  readonly changes: number
  readonly addresses: number
  /** After so many changes in all, the caller is killed. */
  readonly crashAt?: number
  readonly unreachable?: boolean
}

/** All of a machine: what runs on it, and the files of the folder that release.ts works in. */
export interface Snapshot {
  readonly state: State
  readonly files: Readonly<Record<string, string>>
}

export interface Machine {
  /** Where release.ts works. */
  readonly folder: string
  state: () => State
  set: (change: Partial<State>) => void
  snapshot: () => Snapshot
  restore: (to: Snapshot, change?: Partial<State>) => void
  /** What is meant to last: containers, weights, and what the files say of both. */
  lasting: () => unknown
  release: (command: string) => Run
  /** The same, while this process goes on. */
  releasing: (command: string) => Promise<Run>
}

const FILES = ['.env', 'compose.yaml', 'targets.json', 'proxy/haproxy.cfg', 'proxy/weights.cfg']

/** Empty, whatever was in `within` before. `engine` is the address of one that runs containers. */
export function machine(service: string, within: string, engine = ''): Machine {
  const folder = join(within, 'machine')
  const file = join(within, 'machine.json')
  const docker = join(within, 'docker')
  writeFileSync(docker, `#!/bin/sh\nexec "${process.execPath}" "${FAKE}" "$@"\n`)
  chmodSync(docker, 0o755)
  rmSync(folder, { recursive: true, force: true })
  const state = (): State => JSON.parse(readFileSync(file, 'utf8'))
  const write = (to: State) => writeFileSync(file, JSON.stringify(to))
  const weights = Object.fromEntries(TRACKS.map((track) => [track, 0]))
  write({ containers: {}, weights, calls: [], migrated: [], lost: [], changes: 0, addresses: 0 })
  const snapshot = (): Snapshot => {
    const there = FILES.filter((name) => existsSync(join(folder, name)))
    const read = there.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
    return { state: state(), files: Object.fromEntries(read) }
  }
  const options = {
    cwd: service,
    env: {
      ...process.env,
      PATH: `${within}:${process.env.PATH}`,
      RELEASE_FOLDER: folder,
      FAKE_DOCKER: file,
      FAKE_ENGINE: engine,
      NODE_OPTIONS: '',
      // Hundreds of short processes are started.
      NODE_COMPILE_CACHE: join(within, 'compile-cache'),
    },
  }
  const args = (command: string) => ['deploy/release.ts', ...command.split(' ')]
  return {
    folder,
    state,
    set: (change) => write({ ...state(), ...change }),
    snapshot,
    restore(to, change = {}) {
      rmSync(folder, { recursive: true, force: true })
      for (const [name, content] of Object.entries(to.files)) {
        mkdirSync(join(folder, 'proxy'), { recursive: true })
        writeFileSync(join(folder, name), content)
      }
      write({ ...to.state, ...change })
    },
    lasting() {
      const { files, state: now } = snapshot()
      const { image: _, ...proxy } = now.containers.proxy ?? { image: '' }
      const containers = Object.entries({ ...now.containers, proxy }).map(([name, one]) => {
        const { address: __, ...rest } = one as Container & { address?: string }
        return [name, rest] as const
      })
      return { files, weights: now.weights, containers: Object.fromEntries(containers.sort()) }
    },
    release: (command) => spawnSync(process.execPath, args(command), { ...options, encoding: 'utf8' }),
    async releasing(command) {
      const child = spawn(process.execPath, args(command), { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
      const [stdout, stderr] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        child.exitCode === null && once(child, 'exit'),
      ])
      return { status: child.exitCode, stdout, stderr }
    },
  }
}
