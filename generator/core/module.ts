// A second bounded context: name + service + template → the files that are new or changed. Pure.
import { CodedError, quoted } from './errors.ts'
import { type PlannedFile, sha256, type TemplateFile } from './files.ts'
import { assertModuleName } from './module-names.ts'
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

/** What differs between the template of a module and a module, in any of a name's spellings. */
const SAMPLE = 'sample-things'
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

export function planModule(
  name: string,
  service: Service,
  { template, now, place }: { template: readonly TemplateFile[]; now: Date; place: string },
): ModulePlan {
  assertModuleName(name, place)
  assertFree(name, service, place)
  const stamp = nextStamp(service, now)
  const fresh = template
    .filter(({ path }) => !OF_THE_TEMPLATE.has(path))
    .map(({ path, content, executable }) => ({
      path: renamed(path, name).replace(MIGRATION_STAMP, stamp),
      content: renamed(content, name).replaceAll('Owner: team-acme', `Owner: ${service.answers.owner}`),
      executable,
      owner: service.answers.owner,
    }))
  const root = wiredRoot(name, service)
  return {
    files: [...fresh, root, ...recordOfModule(service, fresh, root)],
    migration: fresh.find(({ path }) => path.startsWith('migrations/'))?.path ?? '',
  }
}

export const renamed = (text: string, name: string): string =>
  spellings.reduce((result, spell) => result.replaceAll(spell(SAMPLE), spell(name)), text)

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

function assertFree(name: string, service: Service, place: string): void {
  const taken = takenBy(name, service)
  if (!taken) return
  throw new CodedError('MODULE_NAME_TAKEN', {
    place,
    message: `${quoted(name)} is taken: ${taken}`,
    remedy: 'choose another name',
  })
}

function takenBy(name: string, { sources }: Service): string | undefined {
  const has = (pattern: RegExp, prefix: string) =>
    [...sources].find(([path, source]) => path.startsWith(prefix) && pattern.test(source))?.[0]
  const folder = `src/modules/${name}/`
  if ([...sources.keys()].some((path) => path.startsWith(folder))) return `${folder} exists`
  const table = snakeCase(name)
  const migration = has(new RegExp(`(?:createTable\\(|TABLE = )['"\`]${table}['"\`]`), 'migrations/')
  if (migration) return `${migration} makes the table ${table}`
  const code = `${table.toUpperCase()}_NOT_FOUND`
  const declared = has(new RegExp(`['"\`]${code}['"\`]`), 'src/')
  if (declared) return `${declared} declares the problem ${code}`
  const identifier = camelCase(name)
  if (new RegExp(`\\b${identifier}\\b(?!['":/-])`).test(codeOf(sources.get(COMPOSITION_ROOT) ?? '')))
    return `${COMPOSITION_ROOT} uses ${identifier} for something else`
  return undefined
}

/** Without comments and strings. */
const codeOf = (source: string): string => source.replace(/\/\/.*|'(?:\\.|[^'\\\n])*'/g, '')
