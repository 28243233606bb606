// The least a Yeoman generator can do: takes a name, writes one file into a folder of that name.
import Generator from 'yeoman-generator'

export default class extends Generator {
  constructor(args, options) {
    super(args, options)
    this.argument('name', { type: String, required: true })
  }

  writing() {
    this.fs.write(this.destinationPath(this.options.name, 'README.md'), `# ${this.options.name}\n`)
  }
}
