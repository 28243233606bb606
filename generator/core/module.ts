// A second bounded context: name + service + template → the files that are new or changed. Pure.
import { takenBy, uses } from './claims.ts'
import { CodedError, quoted } from './errors.ts'
import { type PlannedFile, sha256, type TemplateFile } from './files.ts'
import { assertModuleName, assertSingular } from './module-names.ts'
import { camelCase, pascalCase, snakeCase } from './names.ts'
import { recordChanges } from './record.ts'
import type { Service } from './service.ts'
import { element, importLine, type Wiring, wire } from './wire.ts'

export const COMPOSITION_ROOT = 'src/main.ts'

export interface ModulePlan {
  /** All that is to be written: new files, the composition root, the manifest. */
  readonly files: readonly PlannedFile[]
  readonly migration: string
}

export interface ModuleNames {
  /** What they are called together: folder, path, table and function. */
  readonly name: string
  /** What one of them is called: operations, schemas, the problem and the log field. */
  readonly singular: string
}

/** What the template's module is called, and what the names of another take the place of, in all their spellings. */
const SAMPLE: ModuleNames = { name: 'sample-things', singular: 'sample-thing' }
const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  camelCase,
  pascalCase,
  snakeCase,
  (name) => snakeCase(name).toUpperCase(),
]
const MIGRATION_STAMP = '20260101000000'
/** Files of the template that are for working on the template. */
const OF_THE_TEMPLATE = new Set(['tsconfig.json'])

export interface ModuleSources {
  readonly template: readonly TemplateFile[]
  readonly now: Date
  /** What the name was given by, for errors. */
  readonly place: string
}

export function planModule(
  names: ModuleNames,
  service: Service,
  { template, now, place }: ModuleSources,
): ModulePlan {
  const { name, singular } = names
  assertModuleName(name, place)
  assertSingular(singular, '--singular')
  const stamp = nextStamp(service, now)
  const fresh = template
    .filter(({ path }) => !OF_THE_TEMPLATE.has(path))
    .map(({ path, content, executable }) => ({
      path: renamed(path, names).replace(MIGRATION_STAMP, stamp),
      content: renamed(content, names).replaceAll('Owner: team-acme', `Owner: ${service.answers.owner}`),
      executable,
      owner: service.answers.owner,
    }))
  assertUnused(name, template, place)
  assertFree(name, fresh, service, place)
  const root = wiredRoot(name, service)
  return {
    files: [...fresh, root, ...recordOfModule(service, fresh, root)],
    migration: fresh.find(({ path }) => path.startsWith('migrations/'))?.path ?? '',
  }
}

export const renamed = (text: string, { name, singular }: ModuleNames): string => {
  const plural = spellings.reduce((to, spell) => to.replaceAll(spell(SAMPLE.name), spell(name)), text)
  return spellings.reduce((to, spell) => to.replaceAll(spell(SAMPLE.singular), spell(singular)), plural)
}

function wiredRoot(name: string, { sources, answers }: Service): PlannedFile {
  const wiring: Wiring = { identifier: camelCase(name), from: `./modules/${name}/index.ts` }
  const content = wire(sources.get(COMPOSITION_ROOT) ?? '', wiring)
  if (content !== undefined)
    return { path: COMPOSITION_ROOT, content, executable: false, owner: answers.owner }
  throw new CodedError('MODULE_WIRING_UNCLEAR', {
    place: COMPOSITION_ROOT,
    message:
      'has no `const database` and `const modules = [...]` to wire the module into; nothing was written',
    remedy: `bring them back as stamped; these will be added: ${importLine(wiring)} and ${element(wiring)}`,
  })
}

/** The root keeps its old digest if somebody had changed it: it stays known as changed. */
function recordOfModule(
  { manifest, sources }: Service,
  fresh: PlannedFile[],
  root: PlannedFile,
): PlannedFile[] {
  const untouched = manifest.files[root.path]?.sha256 === sha256(sources.get(root.path) ?? '')
  return recordChanges(manifest, untouched ? [...fresh, root] : fresh)
}

/** Migrations run in the order of their names, so a new one comes after all others, whatever the clock says. */
function nextStamp({ sources }: Service, now: Date): string {
  const clock = Number(now.toISOString().replace(/\D/g, '').slice(0, 14))
  const stamps = [...sources.keys()].map((path) => Number(/^migrations\/(\d{14})_/.exec(path)?.[1] ?? 0))
  return String(Math.max(clock, ...stamps.map((stamp) => stamp + 1)))
}

/** The module's own function stands in its index.ts, beside what that imports. */
function assertUnused(name: string, template: readonly TemplateFile[], place: string): void {
  const index = template.find(({ path }) => path === `src/modules/${SAMPLE.name}/index.ts`)
  if (name !== SAMPLE.name && !uses(index?.content ?? '', camelCase(name))) return
  throw new CodedError('MODULE_NAME_RESERVED', {
    place,
    message: `${quoted(name)} is a name that each module uses inside itself`,
    remedy: `choose another, such as ${name}-records`,
  })
}

function assertFree(name: string, fresh: readonly PlannedFile[], service: Service, place: string): void {
  const taken = takenIn(service, name, fresh)
  if (!taken) return
  throw new CodedError('MODULE_NAME_TAKEN', {
    place,
    message: `${quoted(name)} is taken: ${taken}`,
    remedy: /the (?:operation|schema|problem) /.test(taken)
      ? 'choose another name, or another --singular'
      : 'choose another name',
  })
}

function takenIn({ sources }: Service, name: string, fresh: readonly PlannedFile[]): string | undefined {
  const folder = `src/modules/${name}/`
  if ([...sources.keys()].some((path) => path.startsWith(folder))) return `${folder} exists`
  const identifier = camelCase(name)
  if (uses(sources.get(COMPOSITION_ROOT) ?? '', identifier))
    return `${COMPOSITION_ROOT} uses ${identifier} for something else`
  return takenBy(fresh, sources)
}
