// paved-road module: a second bounded context in the service around the working folder.

import { missing } from '../core/answers.ts'
import { EXIT } from '../core/errors.ts'
import { assertModuleName, assertSingular } from '../core/module-names.ts'
import { singularOf } from '../core/names.ts'
import { findRoot } from '../core/service.ts'
import { addedReport, addModule } from './add-module.ts'
import { askText, isTerminal } from './ask.ts'
import { exitCodeOf } from './exit.ts'
import { COMMON, type Flags, helpText, onePositional, parse } from './options.ts'
import { json } from './report.ts'
import { workingFolder } from './target.ts'

const COMMAND = 'paved-road module'
const ABOUT = `Adds a module to the service around this folder: routes, service, repository, migration and tests, wired
into src/main.ts. NAME is also its folder, its path in the API and its table: gift-cards.`
export const MODULE_FLAGS: Flags = {
  singular: { type: 'string', help: 'what one of them is called (default: gift-card for gift-cards)' },
  yes: { type: 'boolean', help: 'take the default for it' },
  ...COMMON,
}

export const main = (args: readonly string[]): Promise<number> => exitCodeOf(() => newModule(args))

async function newModule(args: readonly string[]): Promise<number> {
  const parsed = parse(args, MODULE_FLAGS, COMMAND)
  const { values } = parsed
  if (values.help) {
    process.stdout.write(helpText(`${COMMAND} NAME [options]`, ABOUT, MODULE_FLAGS))
    return EXIT.done
  }
  const cwd = workingFolder()
  const terminal = isTerminal() && values.yes !== true
  const given = onePositional(parsed, COMMAND)
  if (given === undefined && !terminal) throw missing(['name'])
  findRoot(cwd) // before anything is asked
  const name = given ?? (await askText('Name of the module', (text) => assertModuleName(text, 'name')))
  assertModuleName(name, 'name')
  const singular = typeof values.singular === 'string' ? values.singular : await singularFor(name, terminal)
  const added = addModule({ name, singular, cwd, dryRun: values['dry-run'] === true, place: 'name' })
  process.stdout.write(values.json ? addedJson(added) : addedReport(added))
  return EXIT.done
}

async function singularFor(name: string, terminal: boolean): Promise<string> {
  if (!terminal) return singularOf(name)
  return askText('What one of them is called', (text) => assertSingular(text, '--singular'), singularOf(name))
}

function addedJson({ files, dryRun, ...rest }: ReturnType<typeof addModule>): string {
  return json({ ...rest, dry_run: dryRun, files: files.map(({ path, owner }) => ({ path, owner })) })
}
