// Each group of rules by itself, for Prometheus evaluates each at moments of its own.
import { Evaluator } from '../../../console/objectives/evaluator.ts'
import { Samples } from '../../../console/prometheus/samples.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { tell } from './console.ts'
import { feed, type History } from './history.ts'
import type { Part } from './live-samples.ts'
import type { Dump } from './promtool.ts'

const ROOM = 2 ** 28

export interface PartOfModel extends Part {
  readonly model: Pick<SloModel, 'services' | 'slos'>
}

export function alone({ services, slos }: SloModel): PartOfModel[] {
  const unstamped = services.map((service) => ({ ...service, stamped: false }))
  return slos.map((slo) => ({ slo: slo.name, model: { services: unstamped, slos: [slo] } }))
}

/** At the moments at which the other evaluated. */
export function evaluatedAt({ model }: PartOfModel, history: History, theirs: Dump): Dump {
  const moments = [...new Set([...theirs.values()].flatMap((values) => [...values.keys()]))].sort(
    (a, b) => a - b,
  )
  const samples = new Samples({ bytes: ROOM, series: 10_000 })
  // So long a step that none is missed: Prometheus makes up for nothing.
  const evaluator = new Evaluator({ samples, room: { taken: 0, limit: ROOM }, stepMs: 3_600_000 })
  evaluator.add(model)
  const dump = new Map<string, Map<number, number>>()
  const scrapes = [...history.scrapes].sort((a, b) => a.at - b.at)
  let fed = 0
  for (const now of moments) {
    for (let next = scrapes[fed]; next && next.at <= now; next = scrapes[fed]) {
      feed(samples, next)
      fed += 1
    }
    evaluator.evaluate(now)
    tell(evaluator, now, (series, at, value) => {
      dump.set(series, (dump.get(series) ?? new Map<number, number>()).set(at, value))
    })
  }
  return dump
}
