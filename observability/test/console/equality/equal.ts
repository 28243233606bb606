import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { requireComponent } from '../../../../ci/components.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { type Compared, compare } from './compare.ts'
import { evaluatedByConsole } from './console.ts'
import type { History } from './history.ts'
import { evaluatedByPrometheus, type Grid } from './promtool.ts'

/** Fails with the first differences; undefined where there is no Prometheus 3 to ask. */
export function areEqual(
  t: TestContext,
  model: SloModel,
  history: History,
  grid: Grid,
): Compared | undefined {
  const [promtool] = requireComponent(t, 'promtool', 3)
  if (!promtool) return undefined
  const theirs = evaluatedByPrometheus(promtool.path, model, history, grid)
  const compared = compare(theirs, evaluatedByConsole(model, history, grid))
  const { differences, values, fired, pending } = compared
  assert.equal(
    differences.length,
    0,
    `${differences.length} of ${values}:\n${differences.slice(0, 20).join('\n')}`,
  )
  t.diagnostic(`${values} values, ${pending} of them pending alerts; fired: ${[...fired].join(', ')}`)
  return compared
}
