// yo paved-road:module <name>: as `paved-road module`. See app.ts for why nothing goes through mem-fs.
import Generator, { type BaseOptions } from 'yeoman-generator'
import { missing } from '../core/answers.ts'
import { type AddedModule, addedReport, addModule } from '../shell/add-module.ts'
import { told } from './failure.ts'
import { switchFlag } from './flags.ts'

export default class ModuleGenerator extends Generator {
  #added: AddedModule | undefined

  constructor(args: string[], options: BaseOptions) {
    super(args, options, { tasksMatchingPriority: true, customInstallTask: true })
    this.description = 'Adds a module to the service around this folder, wired in and tested.'
    this.argument('name', { type: String, required: false, description: 'name of the module: gift-cards' })
    this.option('dry-run', { type: Boolean, description: 'say what would be written, and write nothing' })
  }

  writing(): Promise<void> {
    return told(() => {
      const { on: dryRun, word } = switchFlag(this._initOptions, 'dry-run')
      const name = this.args[0] ?? word
      if (name === undefined) throw missing(['name'])
      this.#added = addModule({ name, cwd: this.env.cwd, dryRun, place: 'name' })
    })
  }

  end(): void {
    if (this.#added) this.log(addedReport(this.#added, process.stderr))
  }
}
