import { tidy } from '../model/tiers.ts'
import { type Context, type Part, placeOf } from './context.ts'

/** A share of good events between 0 and 1, from a share or from per cent. */
export function toObjective(
  value: unknown,
  unit: 'share' | 'percent',
  part: Part,
  { problems }: Context,
): number | undefined {
  const most = unit === 'share' ? 1 : 100
  const example = unit === 'share' ? '0.999' : '99.9'
  const wrong = (message: string, remedy: string): undefined =>
    problems.add('SLO_OBJECTIVE_INVALID', placeOf(part), message, remedy) as undefined
  if (value === undefined) return wrong('there is no objective', `give one such as ${example}`)
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return wrong('the objective is not a number', `give one such as ${example}`)
  }
  if (value <= 0) return wrong(`an objective of ${value} asks for nothing`, `give one such as ${example}`)
  const objective = tidy(value / most)
  if (objective === 1) {
    return wrong(`an objective of ${value} leaves no budget for errors`, `give less, such as ${example}`)
  }
  if (unit === 'share' && value > 1) {
    const remedy =
      value < 100 ? `write target: ${tidy(value / 100)} or targetPercent: ${value}` : `give ${example}`
    return wrong(`target ${value} is above 1`, remedy)
  }
  if (value > most) return wrong(`objective ${value} is above 100 %`, `give one such as ${example}`)
  if (unit === 'percent' && value < 1) {
    const remedy = `write ${tidy(value * 100)} for ${tidy(value * 100)} %`
    return wrong(`an objective of ${value} % looks like a share`, remedy)
  }
  return objective
}
