// model → everything an on-call engineer needs. Each output is made from the model alone, so none can disagree.
import { dashboards } from '../dashboards/index.ts'
import type { Artefact } from './artefact.ts'
import { alertmanager } from './compile/alertmanager.ts'
import { compileRules } from './compile/index.ts'
import type { SloModel } from './model/model.ts'
import { FILES } from './names.ts'
import { runbooks } from './runbooks/index.ts'
import { ruleTests } from './tests/index.ts'

/** `pages`: the runbooks as written, by file name. Answers in the order of paths; the same model, the same bytes. */
export function compile(model: SloModel, pages: ReadonlyMap<string, string>): Artefact[] {
  const made = [
    ...compileRules(model),
    ...ruleTests(model),
    ...dashboards(model),
    ...runbooks(model, pages),
    alertmanager(),
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
  return [
    ...made,
    modelFile(
      model,
      made.map(({ path }) => path),
    ),
  ]
}

/** What the files beside it were compiled from, for the console and the canary gate, and which files those are. */
function modelFile({ services, slos }: SloModel, files: readonly string[]): Artefact {
  const placeless = (key: string, value: unknown) => (key === 'place' ? undefined : value)
  return {
    path: FILES.model,
    text: `${JSON.stringify({ version: 1, services, slos, files }, placeless, 2)}\n`,
  }
}
