// What a live Prometheus stored, as histories and dumps.

import { LABELS } from '../../../conventions/index.ts'
import { groupBy } from '../../../group-by.ts'
import { metric } from '../../../slo/tests/promtool.ts'
import { History } from './history.ts'
import type { LiveSeries } from './live-prometheus.ts'
import type { Dump } from './promtool.ts'

/** `up` has each scrape, the failed ones too; what is not in one that went well was stale then. */
export function historyOf(series: readonly LiveSeries[]): History {
  const history = new History()
  for (const [instance, own] of groupBy(series, ({ labels }) => labels.instance ?? '')) {
    const up = own.find(({ labels }) => labels.__name__ === 'up')
    const exposed = own.filter(({ labels }) => labels[LABELS.serviceName] !== undefined)
    const values = exposed.map(({ labels, points }) => ({ labels, byTime: new Map(points) }))
    for (const [at, isUp] of up?.points ?? []) {
      const samples = values.flatMap(({ labels, byTime }) => {
        const { __name__: name = '', instance: _, job: __, ...rest } = labels
        const value = byTime.get(at)
        return value === undefined ? [] : [{ name, labels: rest, value }]
      })
      history.scrapes.push({ at, instance, samples: isUp === 1 ? samples : 'failed' })
    }
  }
  return history
}

/** Of one group of rules: those of an objective, or of the platform of a service. */
export interface Part {
  readonly slo: string
}

/** But for the newest evaluation, which may be under way. */
export function dumpOf(series: readonly LiveSeries[], { slo }: Part): Dump {
  const own = series.filter(({ labels }) => labels.slo === slo)
  const newest = Math.max(...own.flatMap(({ points }) => points.map(([at]) => at)))
  return new Map(
    own.map(({ labels: { __name__ = '', ...labels }, points }) => [
      metric(__name__, labels),
      new Map(points.filter(([at]) => at < newest)),
    ]),
  )
}
