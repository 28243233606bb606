// paved-road stack add and remove: what a service brings, compiled anew with links into this stack.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from '../slo/artefact.ts'
import { compile } from '../slo/index.ts'
import { FILES } from '../slo/names.ts'
import { readPages } from '../slo/pages.ts'
import { loadSpecFiles, readSpecs, type SpecOptions } from '../slo/spec/index.ts'
import { available } from './available.ts'
import { isHealthy, pageOf } from './health.ts'
import type { Compiled } from './production/index.ts'
import { reload } from './reload.ts'
import { checkRules, gatherRules, ownRules } from './rules.ts'
import { type Mode, seenFrom } from './site.ts'
import { notWritable, type Plan, readPlan, writeFiles } from './state.ts'
import { inTurn } from './turn.ts'

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
export function add(options: AddOptions): Promise<Added> {
  return inTurn(options.folder, () => bring(options))
}

async function bring({ folder, service, targets, mode, offset }: AddOptions): Promise<Added> {
  const plan = readPlan(folder) ?? { ...available(mode), offset }
  const { name, artefacts } = compileFor(service, plan)
  const rules = [...artefacts.filter(isRules), ...ownRules(service, name, artefacts)]
  const place = join(folder, 'services', name)
  const draft = join(folder, 'services', `.${name}.${process.pid}.draft`)
  const kept = [...rules, ...artefacts.filter(({ path }) => path.startsWith('runbooks/'))]
  try {
    writeFiles(draft, asMap([...kept, ...artefacts.filter(({ path }) => path === FILES.model)]))
    checkRules(draft, rules.length > artefacts.filter(isRules).length)
    const restore = swap(draft, place)
    gatherRules(folder, names(folder))
    await loadOr(folder, () => {
      restore()
      gatherRules(folder, names(folder))
    })
  } finally {
    for (const path of [draft, `${draft}.before`]) rmSync(path, { recursive: true, force: true })
  }
  const dashboards = artefacts.filter(({ path }) => path.startsWith('dashboards/'))
  writeFiles(folder, asMap(dashboards))
  const seen = targets.map((target) => seenFrom(plan.mode, target))
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
  if (!existsSync(folder)) throw notThere(folder, name)
  await inTurn(folder, () => takeOut(folder, name))
}

async function takeOut(folder: string, name: string): Promise<void> {
  const place = join(folder, 'services', name)
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(place)) throw notThere(folder, name)
  for (const path of [FILES.overview(name), FILES.objectives(name), targetFile(name)])
    rmSync(join(folder, path), { force: true })
  rmSync(place, { recursive: true })
  gatherRules(folder, names(folder))
  await loadOr(folder, () => {})
}

function notThere(folder: string, name: string): CodedError {
  return new CodedError('STACK_NOT_THERE', {
    place: `"${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)}"`,
    message: 'is no service of this stack',
    remedy: `it has ${names(folder).join(', ') || 'none'}`,
  })
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
