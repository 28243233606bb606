// What both shells do for `module`: find the service, plan, write, bring its documents up to date.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlannedFile, sha256 } from '../core/files.ts'
import { type ModuleNames, planModule } from '../core/module.ts'
import { readTemplate } from '../core/read.ts'
import { recordChanges } from '../core/record.ts'
import { findRoot, findService, type Service } from '../core/service.ts'
import { lockedFolder, writeInPlace } from '../core/write.ts'
import { fileList, paint } from './report.ts'

export interface ModuleOrder extends ModuleNames {
  readonly cwd: string
  readonly dryRun: boolean
  /** What the name was given by, for errors. */
  readonly place: string
}

export interface AddedModule {
  readonly module: string
  readonly singular: string
  readonly service: string
  readonly path: string
  readonly migration: string
  readonly files: readonly PlannedFile[]
  readonly dryRun: boolean
  /** Whether README, errors and API description were made anew; it takes the service's own packages. */
  readonly documented: boolean
}

/** Several commands at once go one after another: each reads the composition root that the one before it wrote. */
const WAIT_MS = 60_000

export function addModule(order: ModuleOrder): AddedModule {
  if (order.dryRun) return planned(order, findService(order.cwd))
  const root = findRoot(order.cwd)
  const busy = 'Waiting for another command to be done with this service'
  return lockedFolder(root, { waitMs: WAIT_MS, busy }, () => {
    const added = planned(order, findService(root))
    writeInPlace(root, added.files)
    return { ...added, documented: makeDocuments(root) }
  })
}

function planned({ name, singular, dryRun, place }: ModuleOrder, service: Service): AddedModule {
  const template = readTemplate('module')
  const plan = planModule({ name, singular }, service, { template, now: new Date(), place })
  const { answers, root } = service
  return { module: name, singular, service: answers.name, path: root, ...plan, dryRun, documented: false }
}

/**
 * `npm run docs` without npm: the service's documents are made from its code, and a test holds them to it. What it
 * changed is recorded as the paved road's doing, unless somebody else had changed the file before.
 */
function makeDocuments(root: string): boolean {
  const node = join(root, 'node_modules', '.bin', 'node')
  if (!existsSync(node)) return false
  const { manifest } = findService(root)
  const recorded = Object.entries(manifest.files).map(([path, { owner }]) => ({ path, owner }))
  const isPristine = ({ path }: { path: string }) =>
    sha256(contentOf(root, path)) === manifest.files[path]?.sha256
  const pristine = recorded.filter(isPristine)
  const { status } = spawnSync(node, ['scripts/docs.ts'], { cwd: root, stdio: ['ignore', 2, 2] })
  const changed = pristine
    .filter((file) => !isPristine(file))
    .map((file) => ({ ...file, content: contentOf(root, file.path), executable: false }))
  if (changed.length > 0) writeInPlace(root, recordChanges(manifest, changed))
  return status === 0
}

/** Empty when the team has deleted the file: that is a change as well. */
function contentOf(root: string, path: string): string {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

export function addedReport(added: AddedModule, stream: NodeJS.WriteStream = process.stdout): string {
  const lines = (rows: string[][], width: number) =>
    rows.map(([what = '', note = '']) => `  ${what.padEnd(width)}${paint(stream, 'dim', note)}`)
  const { module, service, files, migration, dryRun, documented } = added
  if (dryRun) return `${fileList(files)}\n${files.length} files would be written, and nothing was.\n`
  const folder = `src/modules/${module}`
  const edit = [
    [`${folder}/schemas.ts`, 'its fields, as callers see them'],
    [migration, 'their columns'],
    [`${folder}/repository.ts`, 'how the ones become the others'],
  ]
  const next = [
    ['npm run migrate', 'makes the table'],
    ['npm test', 'its own tests are among them'],
    ...(documented ? [] : [['npm run docs', 'makes README, errors and API description anew']]),
    ['npm start', `then: curl localhost:3000/${module}`],
  ]
  return [
    `${paint(stream, 'green', '✔')} ${paint(stream, 'bold', module)} is a module of ${service}:`,
    '',
    fileList(files.filter(({ path }) => !path.startsWith('.paved-road/'))),
    '',
    'It has a title so far. Edit next:',
    ...lines(edit, 56),
    '',
    'Then:',
    ...lines(next, 24),
    '',
  ].join('\n')
}
