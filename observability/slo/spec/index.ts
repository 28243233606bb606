// From the text of SLO files to the model. Nothing after this stage meets input that is not checked.
import type { SloModel } from '../model/model.ts'
import type { Context, Draft, Lint, SpecOptions } from './context.ts'
import { dispatch } from './dispatch.ts'
import type { SpecFile } from './files.ts'
import { withReachableTiers } from './lints.ts'
import { checkPolicies } from './openslo/alerts.ts'
import { Catalogue } from './openslo/catalogue.ts'
import { checkIndicators } from './openslo/indicator.ts'
import { readSlo } from './openslo/slo.ts'
import { Problems, printPlace, quoted } from './problems.ts'
import { toServices } from './services.ts'

export type { Lint, SpecOptions } from './context.ts'
export { loadSpecFiles, type SpecFile } from './files.ts'
export { SpecErrors } from './problems.ts'

/** All that is wrong is thrown at once, as SpecErrors; what is merely unwise comes back as lints. */
export function readSpecs(
  files: readonly SpecFile[],
  options: SpecOptions = {},
): { model: SloModel; lints: readonly Lint[] } {
  const context: Context = { problems: new Problems(), lints: [] }
  const catalogue = new Catalogue(context)
  const drafts = dispatch(files, catalogue, context)
  for (const entry of catalogue.all('SLO')) drafts.push(...readSlo(entry, catalogue, context))
  checkPolicies(catalogue, context)
  checkIndicators(catalogue, context)
  checkDuplicates(drafts, context.problems)
  const reachable = drafts.map((draft) => withReachableTiers(draft, context))
  const { services, slos } = toServices(reachable, catalogue.all('Service'), options, context)
  context.problems.throwIfAny()
  if (slos.length === 0) refuseNothing(files, context.problems)
  return {
    model: {
      services: services.sort((a, b) => order(a.name, b.name)),
      slos: slos.sort((a, b) => order(a.service, b.service) || order(a.name, b.name)),
    },
    lints: sortLints(context.lints),
  }
}

function refuseNothing(files: readonly SpecFile[], problems: Problems): void {
  const paths = files.map(({ path }) => path).join(', ')
  problems.add('SLO_NONE_FOUND', paths, 'holds no SLO', 'give a file with a document of kind SLO')
  problems.throwIfAny()
}

/** By code units, so that no locale has a say. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function checkDuplicates(drafts: readonly Draft[], problems: Problems): void {
  const seen = new Map<string, Draft>()
  for (const draft of drafts) {
    const key = `${draft.service}/${draft.name}`
    const other = seen.get(key)
    if (other) {
      const message = `SLO ${quoted(draft.name)} of ${draft.service} is already defined at ${printPlace(other.place)}`
      problems.add('SLO_NAME_DUPLICATE', draft.place, message, 'give each its own name')
    } else seen.set(key, draft)
  }
}

/** In the order of the files' lines; what two SLOs share is said once. */
function sortLints(lints: readonly Lint[]): Lint[] {
  const unique = new Map(
    lints.map((lint) => [`${lint.code} ${printPlace(lint.place)} ${lint.message}`, lint]),
  )
  return [...unique.values()].sort(
    (a, b) =>
      order(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      order(a.code, b.code) ||
      order(a.message, b.message),
  )
}
