// A stack of real programs, and stamped services beside it that send it their telemetry.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newest, pathOf, type TestStack, testStack } from '../../../observability/test/stack/support/stack.ts'
import type {
  Service,
  startService as StartService,
} from '../../../templates/service/test/support/service.ts'
import { type Program, unless } from '../../components.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const COMMAND = join(ROOT, 'node_modules', '.bin', 'paved-road')

export type { Service } from '../../../templates/service/test/support/service.ts'
export type Extra = Parameters<typeof StartService>[1]

const PROGRAMS = ['prometheus', 'promtool', 'alertmanager', 'otelcol', 'jaeger'] as const
const programs = PROGRAMS.map(newest)

/** For a test's `skip`. In CI all of them must be there. */
export const skip =
  PROGRAMS.map((name, index) => unless(programs[index] !== undefined, name)).find(Boolean) || false

export const programOf = (name: (typeof PROGRAMS)[number]): string => (newest(name) as Program).path

/** Undone in reverse when all tests of a file are done. */
export interface Undo {
  after: (undo: () => void | Promise<void>) => void
}

/** Inside the checkout, whose dependencies they share. */
export function stampFolder(undo: Undo): string {
  mkdirSync(join(ROOT, '.demo'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, '.demo', 'stack-'))
  undo.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A service by the real generator. @returns its folder. */
export function stamp(folder: string, name: string): string {
  const args = ['new', name, '--yes', '--skip-install', '--owner', 'team-stack']
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the generator ended with ${status}: ${stderr}`)
  const service = join(folder, name)
  symlinkSync(join(ROOT, 'templates/service/node_modules'), join(service, 'node_modules'))
  return service
}

/** Starts a stamped service as its own tests do, sending all it has to the stack. */
export async function start(
  service: string,
  stack: TestStack,
  env: Record<string, string> = {},
  extra?: Extra,
): Promise<Service> {
  const support = join(service, 'test/support/service.ts')
  const { startService } = (await import(support)) as { startService: typeof StartService }
  return startService(
    {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.url('otlpHttp'),
      OTEL_BSP_SCHEDULE_DELAY: '500',
      ...env,
    },
    extra,
  )
}

export async function startStack(undo: Undo): Promise<TestStack> {
  const path = pathOf(programs)
  undo.after(() => rmSync(path, { recursive: true, force: true }))
  return testStack(undo, path)
}

export function mustRun(stack: TestStack, ...args: string[]): string {
  const { status, stdout, stderr } = stack.run(...args)
  if (status !== 0)
    throw new Error(`paved-road stack ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

export interface Sample {
  metric: Record<string, string>
  value?: [number, string]
  values?: [number, string][]
}

/** Asks the stack's Prometheus. */
export async function ask(
  stack: TestStack,
  path: string,
  query: Record<string, string | number>,
): Promise<Sample[]> {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  )
  const answer = await fetch(`${stack.url('prometheus')}/api/v1/${path}`, {
    method: 'POST',
    body: parameters,
  })
  const { data, error } = (await answer.json()) as { data?: { result: Sample[] }; error?: string }
  if (!data) throw new Error(`${error}: ${query.query}`)
  return data.result
}
