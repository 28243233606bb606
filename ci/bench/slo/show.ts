// From costs to the tables and figures of the report.
import type { Figure, Table } from '../report.ts'
import { median } from '../statistics.ts'
import type { Evaluated } from './evaluate.ts'
import { counters, SERVICES } from './traffic.ts'
import { type Cost, secondsOf } from './turn.ts'

/** The service that the figures are about. */
const USUAL = 'medium'

export function tables(evaluated: Evaluated[]): Table[] {
  return [...evaluated.map(evaluationTable), serverTable(evaluated)]
}

export function figures(evaluated: Evaluated[]): Figure[] {
  return evaluated.flatMap(({ prometheus, costs: { ours, sloth } }) => {
    const rules = `rules ÷ Sloth's, ${seriesOf(USUAL)} series, Prometheus ${prometheus}`
    return [
      { name: `${rules}: time to evaluate`, value: secondsOf(ours, USUAL) / secondsOf(sloth, USUAL) },
      { name: `${rules}: samples touched`, value: samplesOf(ours, USUAL) / samplesOf(sloth, USUAL) },
    ]
  })
}

function evaluationTable({ prometheus, costs: { ours, sloth } }: Evaluated): Table {
  const count = SERVICES.length
  return {
    title: `One evaluation of an objective's rules, Prometheus ${prometheus}`,
    columns: ['objective over', 'ms', "Sloth's ms", 'ratio', 'samples', "Sloth's samples", 'ratio'],
    rows: SERVICES.map(({ service }) => [
      `${seriesOf(service)} series`,
      spread(ours, service),
      spread(sloth, service),
      ratio(secondsOf(ours, service), secondsOf(sloth, service)),
      String(samplesOf(ours, service)),
      String(samplesOf(sloth, service)),
      ratio(samplesOf(ours, service), samplesOf(sloth, service)),
    ]).concat([['rules of one', String(ours.rules / count), String(sloth.rules / count), '', '', '', '']]),
  }
}

function serverTable(evaluated: Evaluated[]): Table {
  const milliseconds = ({ cpuSeconds }: Cost) => (median(cpuSeconds) * 1000).toFixed(0)
  return {
    title: `CPU time of the whole server, an interval with all ${SERVICES.length} objectives`,
    columns: ['Prometheus', 'ms', "Sloth's ms", 'ratio'],
    rows: evaluated.map(({ prometheus, costs: { ours, sloth } }) => [
      prometheus,
      milliseconds(ours),
      milliseconds(sloth),
      ratio(median(ours.cpuSeconds), median(sloth.cpuSeconds)),
    ]),
  }
}

function spread(cost: Cost, service: string): string {
  const [low, mid, high] = [0.25, 0.5, 0.75].map((q) => (secondsOf(cost, service, q) * 1000).toFixed(1))
  return `${mid} [${low}–${high}]`
}

const samplesOf = ({ samples }: Cost, service: string): number => samples.get(service) ?? Number.NaN
const seriesOf = (service: string): number =>
  counters(0).filter(({ series }) => series.includes(`job="${service}"`)).length
const ratio = (one: number, other: number): string => (one / other).toFixed(3)
