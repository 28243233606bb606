// The same history in the console's own evaluation, told in the words of Prometheus.
import { Evaluator } from '../../../console/objectives/evaluator.ts'
import { Samples } from '../../../console/prometheus/samples.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { metric } from '../../../slo/tests/promtool.ts'
import { feed, type History } from './history.ts'
import type { Dump, Grid } from './promtool.ts'

const ROOM = 2 ** 30

export function evaluatedByConsole(
  model: SloModel,
  history: History,
  { stepMs, untilMs, every = 1 }: Grid,
): Dump {
  const samples = new Samples({ bytes: ROOM, series: 100_000 })
  const evaluator = new Evaluator({ samples, room: { taken: 0, limit: ROOM }, stepMs })
  evaluator.add(model)
  const dump = new Map<string, Map<number, number>>()
  const write = (series: string, now: number, value: number) => {
    const values = dump.get(series) ?? new Map<number, number>()
    dump.set(series, values.set(now, value))
  }
  const scrapes = [...history.scrapes].sort((a, b) => a.at - b.at)
  let fed = 0
  for (let now = 0; now <= untilMs; now += stepMs) {
    for (let next = scrapes[fed]; next && next.at <= now; next = scrapes[fed]) {
      feed(samples, next)
      fed += 1
    }
    evaluator.evaluate(now)
    if (now % (stepMs * every) === 0) tell(evaluator, now, write)
    samples.age(now)
    evaluator.age(now)
  }
  return dump
}

type Write = (series: string, now: number, value: number) => void

export function tell(evaluator: Evaluator, now: number, write: Write): void {
  for (const { slo, recorded } of evaluator.objectives) {
    for (const name of recorded.names) {
      const value = recorded.at(name, now)
      const labels =
        name === 'slo:objective:ratio' ? { owner: slo.owner, kind: slo.kind, period: slo.period } : {}
      if (value !== undefined)
        write(metric(name, { ...labels, service: slo.service, slo: slo.name }), now, value)
    }
  }
  for (const { rule, labels, state } of evaluator.alerts.active) {
    const all = { ...labels, ...rule.labels, alertname: rule.alert ?? '', alertstate: state }
    write(metric('ALERTS', all), now, 1)
  }
}
