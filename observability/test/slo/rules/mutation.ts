// Rules with mistakes, and which of them the generated tests do not see.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Program } from '../../../../ci/components.ts'
import type { Artefact } from '../../../slo/artefact.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { FILES } from '../../../slo/names.ts'
import { ruleTests } from '../../../slo/tests/index.ts'
import { modelOf, objectiveOn, thresholdOn } from './models.ts'
import { EQUIVALENT, type Mutant, mutantsOf } from './mutants.ts'
import { folderOf, inPairs, judge } from './promtool.ts'

export interface Workbench {
  readonly name: string
  readonly artefacts: readonly Artefact[]
  /** The rule file that is mutated. */
  readonly rules: string
  /** Its tests, the quickest first. */
  readonly tests: readonly string[]
  readonly mutants: readonly Mutant[]
}

/** Objectives of either kind and on a value, and the platform of a service whose tier has no limit of 0. */
export function workbenches(): Workbench[] {
  const { services, slos } = modelOf()
  const internal = { services: services.map((service) => ({ ...service, tier: 'internal' as const })), slos }
  return [
    ...(['availability', 'latency'] as const).map((kind) =>
      workbench(kind, modelOf(objectiveOn({ kind })), FILES.rules('shop', kind)),
    ),
    workbench('threshold', modelOf(thresholdOn('threshold')), FILES.rules('shop', 'threshold')),
    workbench('platform', internal, FILES.platformRules('shop')),
  ]
}

const QUICKEST = ['days', 'hours', 'tickets', 'pages', 'platform']

function workbench(name: string, model: SloModel, rules: string): Workbench {
  const artefacts = [...compileRules(model), ...ruleTests(model)]
  const tests = QUICKEST.flatMap((grid) =>
    artefacts
      .map(({ path }) => path)
      .filter((path) => path.endsWith(`.${grid}.test.yaml`) && path.includes(name)),
  )
  const text = artefacts.find(({ path }) => path === rules)?.text ?? ''
  return { name, artefacts, rules, tests, mutants: mutantsOf(text).filter((mutant) => !isEquivalent(mutant)) }
}

function isEquivalent({ kind, name }: Mutant): boolean {
  return EQUIVALENT.some((pattern) => pattern.test(`${kind} ${name}`))
}

/** Names of the mutants that pass every test. */
export async function survivors(
  test: TestContext,
  promtool: Program,
  { artefacts, rules, tests }: Workbench,
  mutants: readonly Mutant[],
): Promise<string[]> {
  const original = folderOf(test, artefacts)
  const alive: string[] = []
  await inPairs(mutants, async ({ kind, name, text }) => {
    const folder = mkdtempSync(join(tmpdir(), 'paved-road-mutant-'))
    try {
      cpSync(original, folder, { recursive: true })
      writeFileSync(join(folder, rules), text)
      for (const path of tests) if (!(await judge(promtool, 'test', folder, [path])).ok) return
      alive.push(`${kind} ${name}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  return alive.sort()
}
