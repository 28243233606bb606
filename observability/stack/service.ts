// paved-road stack add and remove: what a service brings, compiled anew with links into this stack.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from '../slo/artefact.ts'
import { FILES } from '../slo/names.ts'
import { available } from './available.ts'
import { compileFor } from './compiled.ts'
import { isHealthy } from './health.ts'
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
  /** `host:port` of each instance; without it those that it had. */
  readonly targets?: readonly string[] | undefined
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

async function bring({ folder, service, targets: given, mode, offset }: AddOptions): Promise<Added> {
  const plan = readPlan(folder) ?? { ...available(mode), offset }
  const compiled = compileFor(service, plan)
  const { name, artefacts } = compiled
  const own = ownRules(service, name, artefacts)
  const place = join(folder, 'services', name)
  const targets = given ?? targetsOf(place) ?? [STAMPED]
  const draft = join(folder, 'services', `.${name}.${process.pid}.draft`)
  const kept = keptOf(compiled)
  try {
    writeFiles(draft, asMap([...kept, ...own, ...brought(service, targets)]))
    checkRules(draft, own.length > 0)
    const restore = swap(draft, place)
    gatherRules(folder, names(folder))
    await loadOr(folder, () => {
      restore()
      gatherRules(folder, names(folder))
    })
  } finally {
    for (const path of [draft, `${draft}.before`]) rmSync(path, { recursive: true, force: true })
  }
  show(folder, compiled, targets, plan.mode)
  return {
    name,
    targets,
    rules: artefacts.filter(isRules).length + own.length,
    dashboards: artefacts.filter(isDashboard).length,
    runbooks: kept.filter(isRunbook).length,
    loaded: (await isRunning(folder)) !== undefined,
  }
}

/** Where a stamped service listens, as long as nobody says otherwise. */
const STAMPED = '127.0.0.1:3000'

/** From this all else is made again when the stack comes up elsewhere, so that no link leads to where it was. */
function brought(service: string, targets: readonly string[]): Artefact[] {
  return [
    { path: 'slo.yaml', text: readFileSync(join(service, 'slo.yaml'), 'utf8') },
    { path: 'targets.json', text: `${JSON.stringify(targets)}\n` },
  ]
}

function targetsOf(place: string): string[] | undefined {
  const file = join(place, 'targets.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** Makes again what services brought, for a stack that is about to come up. */
export function renew(folder: string, plan: Plan): void {
  for (const name of names(folder)) {
    const place = join(folder, 'services', name)
    const targets = targetsOf(place)
    if (targets === undefined) continue // kept by a version that could not
    const compiled = compileFor(place, plan)
    writeFiles(place, asMap(keptOf(compiled)))
    show(folder, compiled, targets, plan.mode)
  }
  gatherRules(folder, names(folder))
}

/** To Grafana and to Prometheus. */
function show(folder: string, { name, artefacts }: Compiled, targets: readonly string[], mode: Mode): void {
  const seen = [{ targets: targets.map((target) => seenFrom(mode, target)) }]
  writeFiles(folder, asMap(artefacts.filter(isDashboard)))
  writeFiles(folder, new Map([[targetFile(name), `${JSON.stringify(seen, null, 2)}\n`]]))
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
const isDashboard = ({ path }: Artefact): boolean => path.startsWith('dashboards/')
const isRunbook = ({ path }: Artefact): boolean => path.startsWith('runbooks/')
const keptOf = ({ artefacts }: Compiled): Artefact[] =>
  artefacts.filter((each) => isRules(each) || isRunbook(each) || each.path === FILES.model)

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
