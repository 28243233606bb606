// paved-road new: asks, plans, writes. The Yeoman generator beside it does the same with Yeoman's prompts.
import { join } from 'node:path'
import { unanswered } from '../core/answers.ts'
import { EXIT } from '../core/errors.ts'
import { assertTarget } from '../core/write.ts'
import { allAnswers, isTerminal } from './ask.ts'
import { exitCodeOf } from './exit.ts'
import {
  COMMON,
  type Flags,
  givenAnswers,
  helpText,
  onePositional,
  parse,
  QUESTION_FLAGS,
} from './options.ts'
import { stampedJson, stampedReport } from './report.ts'
import { stamp } from './stamp.ts'
import { placeOf, workingFolder } from './target.ts'

const COMMAND = 'paved-road new'
const FLAGS: Flags = {
  dir: { type: 'string', help: 'folder that will hold the service (default: this one)' },
  ...QUESTION_FLAGS,
  yes: { type: 'boolean', help: 'take the defaults for what is not given' },
  'skip-install': { type: 'boolean', help: 'do not run npm ci' },
  ...COMMON,
}
const ABOUT = `Stamps a service into a new folder: Koa and PostgreSQL, traced, measured and logged, with its tests.
PATH is relative, and its last part is the name: shop-api, or ../shop-api.`

export const main = (args: readonly string[]): Promise<number> => exitCodeOf(() => newService(args))

async function newService(args: readonly string[]): Promise<number> {
  const parsed = parse(args, FLAGS, COMMAND)
  const { values } = parsed
  if (values.help) {
    process.stdout.write(helpText(`${COMMAND} PATH [options]`, ABOUT, FLAGS))
    return EXIT.done
  }
  const cwd = workingFolder()
  const given = givenAnswers(values)
  const dir = typeof values.dir === 'string' ? values.dir : undefined
  const place = placeOf({ positional: onePositional(parsed, COMMAND), name: given.name, dir, cwd })
  const known = place.name === undefined ? given : { ...given, name: place.name }
  // Before anything is asked: nobody answers ten questions to hear that there is no place.
  if (known.name !== undefined) assertTarget(join(place.parent, known.name))
  const asked = unanswered(known).length > 0
  const answers = await allAnswers(known, { yes: values.yes === true, terminal: asked && isTerminal() })
  const stamped = await stamp({
    answers,
    parent: place.parent,
    dryRun: values['dry-run'] === true,
    install: values['skip-install'] !== true,
  })
  process.stdout.write(values.json ? stampedJson(stamped, answers) : stampedReport(stamped, cwd))
  return EXIT.done
}
