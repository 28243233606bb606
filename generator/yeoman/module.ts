// yo paved-road:module <name>: as `paved-road module`. See app.ts for why nothing goes through mem-fs.
import Generator, { type BaseOptions } from 'yeoman-generator'
import { missing } from '../core/answers.ts'
import { assertModuleName, assertSingular } from '../core/module-names.ts'
import { singularOf } from '../core/names.ts'
import { findRoot } from '../core/service.ts'
import { type AddedModule, addedReport, addModule, type ModuleOrder } from '../shell/add-module.ts'
import { asValidation } from '../shell/ask.ts'
import { told } from './failure.ts'
import { switchFlag, textFlag } from './flags.ts'

export default class ModuleGenerator extends Generator {
  #order: ModuleOrder | undefined
  #added: AddedModule | undefined

  constructor(args: string[], options: BaseOptions) {
    super(args, options, { tasksMatchingPriority: true, customInstallTask: true })
    this.description = 'Adds a module to the service around this folder, wired in and tested.'
    this.argument('name', { type: String, required: false, description: 'name of the module: gift-cards' })
    this.option('singular', { type: String, description: 'what one of them is called: gift-card' })
    this.option('yes', { type: Boolean, description: 'take the default for it' })
    this.option('dry-run', { type: Boolean, description: 'say what would be written, and write nothing' })
  }

  async prompting(): Promise<void> {
    const flags = this._initOptions
    const [dryRun, yes] = [switchFlag(flags, 'dry-run'), switchFlag(flags, 'yes')]
    const name = this.args[0] ?? dryRun.word ?? yes.word
    await told(() => {
      if (name === undefined) throw missing(['name'])
      findRoot(this.env.cwd)
      assertModuleName(name, 'name')
    })
    const singular = await told(() => textFlag(flags, 'singular'))
    const asked = singular === undefined && !yes.on && process.stdin.isTTY === true
    this.#order = {
      name: name as string,
      singular: asked ? await this.#ask(name as string) : (singular ?? singularOf(name as string)),
      dryRun: dryRun.on,
      cwd: this.env.cwd,
      place: 'name',
    }
  }

  writing(): Promise<void> {
    return told(() => {
      this.#added = addModule(this.#order as ModuleOrder)
    })
  }

  end(): void {
    if (this.#added) this.log(addedReport(this.#added, process.stderr))
  }

  async #ask(name: string): Promise<string> {
    const { singular } = await this.prompt<{ singular: string }>({
      type: 'input',
      name: 'singular',
      message: 'What one of them is called',
      default: singularOf(name),
      validate: asValidation((text) => assertSingular(text, '--singular')),
      filter: (answer: string) => answer.trim(),
    })
    return singular
  }
}
