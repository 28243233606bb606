// What both shells do for `module`: find the service, plan, write, bring its documents up to date.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlannedFile, sha256 } from '../core/files.ts'
import { planModule } from '../core/module.ts'
import { readTemplate } from '../core/read.ts'
import { recordChanges } from '../core/record.ts'
import { findService } from '../core/service.ts'
import { writeInPlace } from '../core/write.ts'
import { fileList, paint } from './report.ts'

export interface ModuleOrder {
  readonly name: string
  readonly cwd: string
  readonly dryRun: boolean
  /** What the name was given by, for errors. */
  readonly place: string
}

export interface AddedModule {
  readonly module: string
  readonly service: string
  readonly path: string
  readonly migration: string
  readonly files: readonly PlannedFile[]
  readonly dryRun: boolean
  /** Whether README, errors and API description were made anew; it takes the service's own packages. */
  readonly documented: boolean
}

export function addModule({ name, cwd, dryRun, place }: ModuleOrder): AddedModule {
  const service = findService(cwd)
  const template = readTemplate('module')
  const { files, migration } = planModule(name, service, { template, now: new Date(), place })
  if (!dryRun) writeInPlace(service.root, files)
  const documented = !dryRun && makeDocuments(service.root)
  return {
    module: name,
    service: service.answers.name,
    path: service.root,
    migration,
    files,
    dryRun,
    documented,
  }
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
  const { module, service, files, dryRun, documented } = added
  if (dryRun) return `${fileList(files)}\n${files.length} files would be written, and nothing was.\n`
  const next = [
    ...(documented ? [] : [['npm run docs', 'makes README, errors and API description anew']]),
    ['npm test', 'its own tests are among them'],
    ['npm start', `then: curl localhost:3000/${module}`],
  ]
  return [
    `${paint(stream, 'green', '✔')} ${paint(stream, 'bold', module)} is a module of ${service}:`,
    '',
    fileList(files.filter(({ path }) => !path.startsWith('.paved-road/'))),
    '',
    ...next.map(([command = '', note = '']) => `  ${command.padEnd(24)}${paint(stream, 'dim', note)}`),
    '',
    `  Give it fields in ${paint(stream, 'bold', `src/modules/${module}/schemas.ts`)}.`,
    '',
  ].join('\n')
}
