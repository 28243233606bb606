// The only reader of templates: from the checkout this package stands in, else from what `npm pack` gathered.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TemplateFile } from './files.ts'

/** This package's folder; the sources lie one level below it, what is compiled from them two. */
export const PACKAGE_ROOT = packageRoot(dirname(fileURLToPath(import.meta.url)))
const CHECKOUT = dirname(PACKAGE_ROOT)

export const GENERATOR_VERSION: string = JSON.parse(
  readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'),
).version

/** In a checkout the templates are read where they stand, and run, be they ever so unfinished. */
export const IN_CHECKOUT = existsSync(join(CHECKOUT, 'templates', 'service', 'package.json'))

export type TemplateName = 'service' | 'module'

export function templateFolder(name: TemplateName): string {
  return join(IN_CHECKOUT ? CHECKOUT : PACKAGE_ROOT, 'templates', name)
}

/** What runs of the template leave behind; the same as its .gitignore, and the test holds it to that. */
export const LEFT_BEHIND = new Set(['node_modules', '.data', 'test-results', 'playwright-report'])

/**
 * npm leaves these out of a package, or takes them for its own, so they travel under other names
 * (https://docs.npmjs.com/cli/using-npm/developers#keeping-files-out-of-your-package).
 */
export const PACKED_NAMES: Readonly<Record<string, string>> = {
  '.gitignore': '_gitignore',
  '.npmrc': '_npmrc',
  'package-lock.json': '_package-lock.json',
}
const UNPACKED_NAMES = Object.fromEntries(
  Object.entries(PACKED_NAMES).map(([name, packed]) => [packed, name]),
)

/** All files of a template, by path. */
export function readTemplate(name: TemplateName): TemplateFile[] {
  return readFolder(templateFolder(name))
}

/** package.json of the template, as text. */
export const templateManifest = (): string =>
  readFileSync(join(templateFolder('service'), 'package.json'), 'utf8')

export function readFolder(root: string, folder = ''): TemplateFile[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries.flatMap((entry) => {
    if (LEFT_BEHIND.has(entry.name)) return []
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return readFolder(root, path)
    const file = join(root, path)
    const executable = (statSync(file).mode & 0o111) !== 0
    return [{ path: unpacked(path), content: readFileSync(file, 'utf8'), executable }]
  })
}

function unpacked(path: string): string {
  const at = path.lastIndexOf('/') + 1
  return path.slice(0, at) + (UNPACKED_NAMES[path.slice(at)] ?? path.slice(at))
}

function packageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from))
}
