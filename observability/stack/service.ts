// paved-road stack add and remove: what a service brings, compiled anew with links into this stack.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from '../slo/artefact.ts'
import { compile } from '../slo/index.ts'
import { FILES } from '../slo/names.ts'
import { readPages } from '../slo/pages.ts'
import { loadSpecFiles, readSpecs, type SpecOptions } from '../slo/spec/index.ts'
import { isHealthy, pageOf } from './health.ts'
import { findPrograms, isExecutable } from './native.ts'
import type { Compiled } from './production/index.ts'
import { reload } from './reload.ts'
import type { Mode } from './site.ts'
import { notWritable, type Plan, readPlan, writeFiles } from './state.ts'
import { available } from './up.ts'

export interface AddOptions {
  readonly folder: string
  /** The service's own. */
  readonly service: string
  /** `host:port` of each instance. */
  readonly targets: readonly string[]
  readonly mode: Mode | 'auto'
  readonly offset: number
}

export interface Added {
  readonly name: string
  readonly targets: readonly string[]
  readonly rules: number
  readonly dashboards: number
  readonly runbooks: number
  /** Whether a running Prometheus has them already. */
  readonly loaded: boolean
}

/** All of it or nothing: what Prometheus would refuse is refused before anything that runs is touched. */
export async function add({ folder, service, targets, mode, offset }: AddOptions): Promise<Added> {
  const plan = readPlan(folder) ?? { offset, parts: available(mode).parts, mode }
  const { name, artefacts } = compileFor(service, plan)
  const rules = [...artefacts.filter(isRules), ...ownRules(service, name, artefacts)]
  const place = join(folder, 'services', name)
  const draft = join(folder, 'services', `.${name}.${process.pid}.draft`)
  const kept = [...rules, ...artefacts.filter(({ path }) => path.startsWith('runbooks/'))]
  try {
    writeFiles(draft, asMap([...kept, ...artefacts.filter(({ path }) => path === FILES.model)]))
    checkRules(draft, rules.length > artefacts.filter(isRules).length)
    const restore = swap(draft, place)
    gatherRules(folder)
    await loadOr(folder, () => {
      restore()
      gatherRules(folder)
    })
  } finally {
    for (const path of [draft, `${draft}.before`]) rmSync(path, { recursive: true, force: true })
  }
  const dashboards = artefacts.filter(({ path }) => path.startsWith('dashboards/'))
  writeFiles(folder, asMap(dashboards))
  const seen = targets.map((target) => (plan.mode === 'compose' ? fromContainer(target) : target))
  writeFiles(folder, new Map([[targetFile(name), `${JSON.stringify([{ targets: seen }], null, 2)}\n`]]))
  return {
    name,
    targets: seen,
    rules: rules.length,
    dashboards: dashboards.length,
    runbooks: kept.length - rules.length,
    loaded: (await isRunning(folder)) !== undefined,
  }
}

/** Takes a service out again. */
export async function remove(folder: string, name: string): Promise<void> {
  const place = join(folder, 'services', name)
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(place))
    throw new CodedError('STACK_NOT_THERE', {
      place: `"${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)}"`,
      message: 'is no service of this stack',
      remedy: `it has ${names(folder).join(', ') || 'none'}`,
    })
  for (const path of [FILES.overview(name), FILES.objectives(name), targetFile(name)])
    rmSync(join(folder, path), { force: true })
  rmSync(place, { recursive: true })
  gatherRules(folder)
  await loadOr(folder, () => {})
}

/** Those that were added. */
export function names(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'services')).filter((name) => !name.startsWith('.'))
  } catch {
    return []
  }
}

const targetFile = (name: string): string => `targets/${name}.json`
const asMap = (artefacts: readonly Artefact[]): ReadonlyMap<string, string> =>
  new Map(artefacts.map(({ path, text }) => [path, text]))
const isRules = ({ path }: Artefact): boolean => path.startsWith('rules/')

/** With links to what runs here: a page of the stack's console instead of one in the repository. */
function compileFor(folder: string, plan: Pick<Plan, 'offset' | 'parts'>): Compiled {
  const console = pageOf('console', plan)
  const grafana = plan.parts.includes('grafana') ? pageOf('grafana', plan) : console
  return compileService(folder, { console, grafana, repository: console })
}

/** What the objectives of the service in `folder` compile to. */
export function compileService(folder: string, links: NonNullable<SpecOptions['links']> = {}): Compiled {
  const file = join(folder, 'slo.yaml')
  if (!existsSync(file))
    throw invalid(folder, 'has no slo.yaml at its top', 'name the folder of a stamped service')
  const { model } = readSpecs(loadSpecFiles([file]), { links })
  const [service, ...others] = model.services
  if (service === undefined || others.length > 0)
    throw invalid(
      file,
      `has the objectives of ${model.services.length} services`,
      'give each service a folder with a slo.yaml of its own',
    )
  return { name: service.name, model, artefacts: compile(model, readPages()) }
}

function invalid(place: string, message: string, remedy: string): CodedError {
  return new CodedError('STACK_SERVICE_INVALID', { place, message, remedy })
}

/** Rule files beside the compiled ones that somebody wrote by hand. */
function ownRules(service: string, own: string, compiled: readonly Artefact[]): Artefact[] {
  const folder = join(service, 'observability', 'rules')
  const known = new Set(compiled.map(({ path }) => basename(path)))
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !known.has(name) && !isCompiled(join(folder, name)))
    .map((name) => ({
      path: `rules/${own}.own.${name.replace(/\.yml$/, '.yaml')}`,
      text: readFileSync(join(folder, name), 'utf8'),
    }))
}

/** Left by an objective that has since gone or been renamed. */
const isCompiled = (file: string): boolean =>
  /\bCompiled from objectives by paved-road slo\b/.test(readFileSync(file, 'utf8').slice(0, 200))

/** By promtool, which is Prometheus's own word on it. */
function checkRules(draft: string, hasOwn: boolean): void {
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
  const folders = [...(process.env.PATH ?? '').split(':'), ...(prometheus ? [dirname(prometheus)] : [])]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, 'promtool'))
    .find(isExecutable)
}

/** Puts the draft in its place. Answers with the way back. */
function swap(draft: string, place: string): () => void {
  const before = `${draft}.before`
  try {
    mkdirSync(dirname(place), { recursive: true })
    if (existsSync(place)) renameSync(place, before)
    renameSync(draft, place)
  } catch (fault) {
    throw notWritable(place, fault)
  }
  return () => {
    rmSync(place, { recursive: true, force: true })
    if (existsSync(before)) renameSync(before, place)
  }
}

/** The rules of all services in one folder, which is as much as Prometheus can be pointed at. */
function gatherRules(folder: string): void {
  const draft = join(folder, `rules.${process.pid}.draft`)
  const place = join(folder, 'rules')
  mkdirSync(draft, { recursive: true })
  for (const name of names(folder))
    cpSync(join(folder, 'services', name, 'rules'), draft, { recursive: true })
  rmSync(place, { recursive: true, force: true })
  renameSync(draft, place)
}

/** Has a running Prometheus read its rules again; if it does not take them, those before are put back. */
async function loadOr(folder: string, restore: () => void): Promise<void> {
  const plan = await isRunning(folder)
  const failure = plan && (await reload(folder, plan))
  if (failure === undefined || plan === undefined) return
  restore()
  await reload(folder, plan)
  throw new CodedError('STACK_RELOAD_FAILED', {
    place: join(folder, 'logs', 'prometheus.log'),
    message: `${failure}; what was there before is in place again`,
    remedy: 'see its log',
  })
}

async function isRunning(folder: string): Promise<Plan | undefined> {
  const plan = readPlan(folder)
  return plan && (await isHealthy('prometheus', plan)) ? plan : undefined
}

/** The host's loopback is not the container's. */
function fromContainer(target: string): string {
  return target.replace(/^(127\.0\.0\.1|localhost)(?=:)/, 'host.docker.internal')
}
