// A stack of this machine's programs in a folder of its own, on ports of its own, through the command line.
import { execFile, type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { component, type Program } from '../../../../ci/components.ts'
import { PORTS } from '../../../stack/parts.ts'
import type { Status } from '../../../stack/status.ts'

const SHIM = fileURLToPath(new URL('../../../bin/paved-road.js', import.meta.url))
export const TEMPLATE = fileURLToPath(new URL('../../../../templates/service', import.meta.url))

export interface TestStack {
  readonly folder: string
  readonly offset: number
  readonly path: string
  readonly run: (...args: string[]) => SpawnSyncReturns<string>
  /** Beside others. */
  readonly begin: (...args: string[]) => Promise<Ended>
  readonly status: () => Status & { services: string[] }
  readonly url: (port: keyof typeof PORTS) => string
}

export interface Ended {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** What its programs are called on PATH. */
const CALLED = { prometheus: 'prometheus', promtool: 'promtool', alertmanager: 'alertmanager' } as const

/** The newest of each that is here. */
export function newest(name: Program['name']): Program | undefined {
  return component(name).at(-1)
}

/** A PATH that holds these programs and no others of the stack's. */
export function pathOf(programs: readonly (Program | undefined)[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-programs-'))
  for (const program of programs) {
    if (!program) continue
    const { name, path } = program
    symlinkSync(path, join(folder, name in CALLED ? CALLED[name as keyof typeof CALLED] : name))
  }
  return folder
}

export async function testStack(
  t: { after: (undo: () => void) => void },
  path: string,
  folder = mkdtempSync(join(tmpdir(), 'paved-road-stack-')),
  at?: number,
): Promise<TestStack> {
  const offset = at ?? (await freeOffset())
  const line = (args: string[]) => [SHIM, 'stack', '--dir', folder, '--port-offset', String(offset), ...args]
  // Of the system's own only what is no part of a stack: on some machines /usr/bin holds a whole Prometheus.
  const how = { encoding: 'utf8', env: { ...process.env, PATH: path }, timeout: 120_000 } as const
  const run = (...args: string[]) => spawnSync(process.execPath, line(args), how)
  const begin = (...args: string[]) =>
    new Promise<Ended>((done) =>
      execFile(process.execPath, line(args), how, (fault, stdout, stderr) =>
        done({ status: fault?.code ?? 0, stdout, stderr }),
      ),
    )
  t.after(() => {
    run('down')
    rmSync(folder, { recursive: true, force: true })
  })
  const url = (port: keyof typeof PORTS) => `http://127.0.0.1:${PORTS[port] + offset}`
  return { folder, offset, path, run, begin, status: () => JSON.parse(run('status', '--json').stdout), url }
}

/** Test files run side by side: each takes a range whose launcher's port is free. */
async function freeOffset(): Promise<number> {
  for (;;) {
    const offset = 10_000 + 100 * Math.floor(Math.random() * 380)
    const taken = await Promise.all(Object.values(PORTS).map((port) => isTaken(port + offset)))
    if (!taken.includes(true)) return offset
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(true))
    server.listen(port, '127.0.0.1', () => server.close(() => answer(false)))
  })
}
