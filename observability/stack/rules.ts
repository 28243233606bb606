// Rule files of the services in the stack: what Prometheus is shown, and promtool's word on it beforehand.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from '../slo/artefact.ts'
import { findPrograms, isExecutable } from './native.ts'

/** Rule files beside the compiled ones that somebody wrote by hand. */
export function ownRules(service: string, own: string, compiled: readonly Artefact[]): Artefact[] {
  const folder = join(service, 'observability', 'rules')
  const known = new Set(compiled.map(({ path }) => basename(path)))
  return list(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !known.has(name))
    .map((name) => ({ path: `rules/${own}.own.${name}`, text: read(join(folder, name)) }))
    .filter(({ text }) => !isCompiled(text))
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(folder, fault)
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (fault) {
    throw unreadable(file, fault)
  }
}

const unreadable = (place: string, fault: unknown): CodedError =>
  refused(place, `cannot be read (${(fault as NodeJS.ErrnoException).code})`, 'mend it, or move it away')

/** Left by an objective that has since gone or been renamed. */
const isCompiled = (text: string): boolean =>
  /\bCompiled from objectives by paved-road slo\b/.test(text.slice(0, 200))

/** By promtool, which is Prometheus's own word on it. */
export function checkRules(draft: string, hasOwn: boolean): void {
  const promtool = findPromtool()
  if (promtool === undefined) {
    if (!hasOwn) return // what we compile has been through Prometheus's grammar
    throw refused(
      'observability/rules',
      'holds rules that cannot be checked without promtool',
      'put promtool on PATH',
    )
  }
  const files = readdirSync(join(draft, 'rules')).map((name) => join('rules', name))
  const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', ...files], {
    cwd: draft,
    encoding: 'utf8',
  })
  if (status === 0) return
  const said = `${stdout}${stderr}`.split('\n').filter((line) => /FAILED|error|\.own\./i.test(line))
  throw refused(
    'observability/rules',
    `is refused by promtool (${said.join(' ').replace(/\s+/g, ' ').trim().slice(0, 400)})`,
    'mend it; the stack keeps what it had',
  )
}

function refused(place: string, message: string, remedy: string): CodedError {
  return new CodedError('STACK_RULES_REFUSED', { place, message, remedy })
}

/** On PATH, or beside the Prometheus that is. */
function findPromtool(): string | undefined {
  const prometheus = findPrograms().get('prometheus')
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...(prometheus ? [dirname(prometheus)] : [])]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, 'promtool'))
    .find(isExecutable)
}

/** The rules of all services in one folder, which is as much as Prometheus can be pointed at. */
export function gatherRules(folder: string, services: readonly string[]): void {
  const draft = join(folder, `rules.${process.pid}.draft`)
  const place = join(folder, 'rules')
  mkdirSync(draft, { recursive: true })
  for (const name of services) cpSync(join(folder, 'services', name, 'rules'), draft, { recursive: true })
  rmSync(place, { recursive: true, force: true })
  renameSync(draft, place)
}
