// paved-road slo: compiles objectives, or only says what is wrong with them.
import { compile } from '../slo/index.ts'
import { readPages } from '../slo/pages.ts'
import { type Lint, loadSpecFiles, readSpecs, SpecErrors } from '../slo/spec/index.ts'
import { changes, writeArtefacts } from '../slo/write.ts'
import { EXIT } from './errors.ts'
import { invalid as invalidFor, print, printable, readArguments } from './usage.ts'

const HELP = `Usage: paved-road slo compile FILE… --out DIR [options]
       paved-road slo check FILE… [options]

compile turns objectives (OpenSLO v1, or Sloth's prometheus/v1) into recording rules, burn-rate alerts, their
tests, dashboards, runbooks, an Alertmanager configuration and the model they were made from (slo.json).
check only says what is wrong, or worth a second thought, with file and line.

Options:
  --out <folder>       where rules/, tests/, dashboards/, runbooks/, alertmanager.yaml and slo.json go
  --runbooks <folder>  where the runbooks go instead
  --dry-run            compile, write nothing, and say what would change; exits 1 if anything would
  --owner <team>       who owns an objective that names nobody
  --repository <url>   base of links to runbooks: runbooks/ of its branch main; the files' own annotation otherwise
  --grafana <url>      base of links to dashboards
  --console <url>      where links lead without those (default http://127.0.0.1:4318)
  --json               report as JSON
  --help               this text

Exits 0 when done, 1 when the answer is no (check: something was found), 2 on bad input, 3 if files cannot be written.
`

const OPTIONS = {
  out: { type: 'string' },
  runbooks: { type: 'string' },
  'dry-run': { type: 'boolean' },
  owner: { type: 'string' },
  repository: { type: 'string' },
  grafana: { type: 'string' },
  console: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof read>['values']

export async function sloCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args)
  const [action, ...files] = positionals
  if (values.help || action === undefined) return print(HELP)
  if (action !== 'compile' && action !== 'check')
    throw invalid(`"${printable(action)}"`, 'is neither compile nor check')
  if (files.length === 0) throw invalid(`slo ${action}`, 'names no file')
  if (action === 'compile' && values.out === undefined) throw invalid('--out', 'is missing')
  try {
    const spec = readSpecs(loadSpecFiles(files), options(values))
    return action === 'check' ? check(spec.lints, values) : compileTo(files, spec, values)
  } catch (error) {
    if (!(error instanceof SpecErrors)) throw error
    process.stderr.write(`${error}\n`)
    const problems = error.problems.map(({ code, place, message, remedy }) => ({
      code,
      place,
      message,
      remedy,
    }))
    if (values.json) print(`${JSON.stringify({ problems }, null, 2)}\n`)
    return error.exitCode
  }
}

function check(lints: readonly Lint[], { json }: Values): number {
  if (json) print(`${JSON.stringify({ lints }, null, 2)}\n`)
  else warn(lints)
  return lints.length > 0 ? EXIT.no : EXIT.done
}

function compileTo(
  inputs: readonly string[],
  { model, lints }: ReturnType<typeof readSpecs>,
  values: Values,
): number {
  warn(lints)
  if (lints.some(({ blocks }) => blocks)) {
    if (values.json) print(`${JSON.stringify({ lints }, null, 2)}\n`)
    return EXIT.no
  }
  const artefacts = compile(model, readPages())
  const out = values.out as string
  const folders = { out, runbooks: values.runbooks }
  const dry = values['dry-run'] ?? false
  const { written, removed } = dry ? changes(artefacts, folders) : writeArtefacts(artefacts, folders, inputs)
  if (values.json)
    print(`${JSON.stringify({ out, slos: model.slos.length, written, removed, lints }, null, 2)}\n`)
  else {
    for (const path of written) print(`${dry ? 'would write' : 'wrote'} ${path}\n`)
    for (const path of removed) print(`${dry ? 'would remove' : 'removed'} ${path}\n`)
    print(
      `${model.slos.length} objectives, ${artefacts.length} files, ${artefacts.length - written.length} unchanged\n`,
    )
  }
  return dry && written.length + removed.length > 0 ? EXIT.no : EXIT.done
}

function options({ owner, repository, grafana, console }: Values) {
  const links = Object.entries({ repository, grafana, console }).filter(([, url]) => url !== undefined)
  return { ...(owner === undefined ? {} : { owner }), links: Object.fromEntries(links) }
}

const read = (args: readonly string[]) => readArguments('slo', args, OPTIONS)
const invalid = (place: string, message: string) => invalidFor('slo', place, message)

function warn(lints: readonly Lint[]): void {
  for (const { code, place, message, remedy } of lints)
    process.stderr.write(`${code} ${place.file}:${place.line} ${message}: ${remedy}\n`)
}
