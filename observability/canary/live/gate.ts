// May a risky change go out? Not while the budget that would pay for it is spent.
import { LABELS, METRICS } from '../../conventions/index.ts'
import type { SloModel } from '../../slo/model/model.ts'
import { SERIES } from '../../slo/names.ts'
import { equal, selector } from '../../slo/promql/build.ts'
import type { Prometheus } from './prometheus.ts'

export interface Budget {
  readonly service: string
  readonly slo: string
  readonly period: string
  /** Share of the budget that is left: 1 untouched, below 0 overspent; null if nothing is recorded. */
  readonly left: number | null
}

export interface Gate {
  /** New: Prometheus has never heard of the service, so there is no budget that could be spent. */
  readonly gate: 'open' | 'new' | 'spent' | 'unknown'
  readonly budgets: readonly Budget[]
}

/** Of each objective, from the series that its rules record. Throws CANARY_PROMETHEUS_FAILED. */
export async function gateOf(prometheus: Prometheus, { services, slos }: SloModel): Promise<Gate> {
  const budgets = await Promise.all(
    slos.map(async ({ service, name, period }): Promise<Budget> => {
      const query = selector(SERIES.budgetLeft, [equal('service', service), equal('slo', name)])
      const { result, warnings } = await prometheus.instant(query)
      const value = warnings.length > 0 ? undefined : result[0]?.points[0]?.[1]
      return { service, slo: name, period, left: value === undefined || Number.isNaN(value) ? null : value }
    }),
  )
  const spent = budgets.some(({ left }) => left !== null && left <= 0)
  const unknown = budgets.some(({ left }) => left === null)
  if (spent || !unknown) return { gate: spent ? 'spent' : 'open', budgets }
  const running = await Promise.all(
    services.map(({ name }) =>
      prometheus.instant(selector(METRICS.buildInfo, [equal(LABELS.serviceName, name)])),
    ),
  )
  return { gate: running.some(({ result }) => result.length > 0) ? 'unknown' : 'new', budgets }
}
