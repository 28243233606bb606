// paved-road module: a second bounded context in the service around the working folder.

import { missing } from '../core/answers.ts'
import { EXIT } from '../core/errors.ts'
import { addedReport, addModule } from './add-module.ts'
import { exitCodeOf } from './exit.ts'
import { COMMON, helpText, onePositional, parse } from './options.ts'
import { json } from './report.ts'

const COMMAND = 'paved-road module'
const ABOUT = `Adds a module to the service around this folder: routes, service, repository, migration and tests, wired
into src/main.ts. NAME is also its folder, its path in the API and its table: gift-cards.`

export const main = (args: readonly string[]): Promise<number> => exitCodeOf(() => newModule(args))

async function newModule(args: readonly string[]): Promise<number> {
  const parsed = parse(args, COMMON, COMMAND)
  if (parsed.values.help) {
    process.stdout.write(helpText(`${COMMAND} NAME [options]`, ABOUT, COMMON))
    return EXIT.done
  }
  const name = onePositional(parsed, COMMAND)
  if (name === undefined) throw missing(['name'])
  const dryRun = parsed.values['dry-run'] === true
  const added = addModule({ name, cwd: process.cwd(), dryRun, place: 'name' })
  process.stdout.write(parsed.values.json ? addedJson(added) : addedReport(added))
  return EXIT.done
}

function addedJson({ files, dryRun, ...rest }: ReturnType<typeof addModule>): string {
  return json({ ...rest, dry_run: dryRun, files: files.map(({ path, owner }) => ({ path, owner })) })
}
