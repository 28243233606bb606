// yo paved-road [name]: the questions as Yeoman's prompts and flags, then the same plan and writer as
// `paved-road new`. Files do not go through Yeoman's mem-fs: it writes them one by one, asks about each that
// exists, and leaves behind what it had written when one fails; a service is stamped whole or not at all.
import { join } from 'node:path'
import Generator, { type BaseOptions } from 'yeoman-generator'
import { type Answers, QUESTIONS, unanswered } from '../core/answers.ts'
import { assertTarget } from '../core/write.ts'
import { allAnswers, validator } from '../shell/ask.ts'
import { COMMON, type Flags, QUESTION_FLAGS } from '../shell/options.ts'
import { stampedJson, stampedReport } from '../shell/report.ts'
import { type Stamped, stamp } from '../shell/stamp.ts'
import { type Place, placeOf } from '../shell/target.ts'
import { told } from './failure.ts'
import { refuseUnknown, switchFlag, textFlag } from './flags.ts'

const { help: _, ...FLAGS }: Flags = {
  dir: { type: 'string', help: 'folder that will hold the service (default: this one)' },
  ...QUESTION_FLAGS,
  yes: { type: 'boolean', help: 'take the defaults for what is not given' },
  'skip-install': { type: 'boolean', help: 'do not run npm ci' },
  ...COMMON,
}

export default class AppGenerator extends Generator {
  #given: Partial<Answers> = {}
  #place: Place = { name: undefined, parent: '.' }
  #answers: Answers | undefined
  #stamped: Stamped | undefined

  constructor(args: string[], options: BaseOptions) {
    super(args, options, { tasksMatchingPriority: true, customInstallTask: true })
    this.description = 'Stamps a service: Koa and PostgreSQL, traced, measured and logged, with its tests.'
    this.argument('path', {
      type: String,
      required: false,
      description: 'where: shop-api, or ../shop-api; the last part is its name',
    })
    for (const [flag, { type, help }] of Object.entries(FLAGS))
      this.option(flag, { type: type === 'string' ? String : Boolean, description: help })
  }

  initializing(): Promise<void> {
    return told(() => {
      if (isYo()) refuseUnknown(process.argv.slice(2), { ...FLAGS, ...COMMON }, 'yo paved-road')
      const flags = this._initOptions
      const given = QUESTIONS.map(({ key, flag }) => [key, textFlag(flags, flag)] as const)
      const known = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Partial<Answers>
      this.#place = placeOf({
        positional: this.args[0] ?? this.#switchWord(),
        name: known.name,
        dir: textFlag(flags, 'dir'),
        cwd: this.env.cwd,
      })
      this.#given = this.#place.name === undefined ? known : { ...known, name: this.#place.name }
    })
  }

  async prompting(): Promise<void> {
    if (this.#given.name !== undefined) {
      const target = join(this.#place.parent, this.#given.name)
      await told(() => assertTarget(target))
    }
    const terminal = process.stdin.isTTY === true
    const asked = terminal && !this.#isOn('yes') ? await this.#ask() : {}
    this.#answers = await told(() =>
      allAnswers({ ...this.#given, ...asked }, { yes: this.#isOn('yes'), terminal: false }),
    )
  }

  writing(): Promise<void> {
    return told(async () => {
      this.#stamped = await stamp({
        answers: this.#answers as Answers,
        parent: this.#place.parent,
        dryRun: this.#isOn('dry-run'),
        install: !this.#isOn('skip-install'),
      })
    })
  }

  end(): void {
    if (!this.#stamped || !this.#answers) return
    if (this.#isOn('json')) process.stdout.write(stampedJson(this.#stamped, this.#answers))
    else this.log(stampedReport(this.#stamped, this.env.cwd, process.stderr))
  }

  async #ask(): Promise<Partial<Answers>> {
    const open = unanswered(this.#given)
    for (const { key, check, flag } of QUESTIONS) {
      const value = this.#given[key]
      if (value !== undefined) await told(() => check(value, `--${flag}`))
    }
    return this.prompt<Answers>(
      open.map((question) => ({
        type: question.choices ? 'select' : 'input',
        name: question.key,
        message: question.ask,
        ...(question.choices && { choices: [...question.choices] }),
        default: (before: Partial<Answers>) => question.fallback?.({ ...this.#given, ...before } as Answers),
        validate: validator(question),
        filter: (answer: string) => answer.trim(),
      })) as never,
    )
  }

  #isOn(flag: string): boolean {
    return switchFlag(this._initOptions, flag).on
  }

  #switchWord(): string | undefined {
    return Object.entries(FLAGS)
      .filter(([, { type }]) => type === 'boolean')
      .map(([flag]) => switchFlag(this._initOptions, flag).word)
      .find((word) => word !== undefined)
  }
}

/** Elsewhere (Backstage, tests) the command line is somebody else's. */
const isYo = (): boolean => /[\\/]yo(?:[\\/]lib[\\/]cli)?(?:\.js)?$/.test(process.argv[1] ?? '')
