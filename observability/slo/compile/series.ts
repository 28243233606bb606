import type { Slo } from '../model/model.ts'
import { equal, selector } from '../promql/build.ts'

/** One look at a threshold's value: how many bad ones, and how many at all. */
export const SAMPLES = { errors: 'slo:sli_errors:sample', total: 'slo:sli_total:sample' } as const

/** A recorded series of this objective. */
export function ownSeries({ service, name }: Pick<Slo, 'service' | 'name'>, metric: string): string {
  return selector(metric, [equal('service', service), equal('slo', name)])
}
