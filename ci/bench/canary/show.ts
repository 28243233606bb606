// From what the rules did to tables.
import type { Outcome } from '../../../observability/test/canary/support/trials.ts'
import type { Table } from '../report.ts'
import { CHOSEN, MIXTURES, SHARES } from './frontier.ts'
import { RULES } from './play.ts'
import type { Kind } from './scenarios.ts'

/** Outcomes by rule. */
export type Played = readonly (readonly [Kind, readonly Outcome[]])[]

export function comparison(played: Played): Table[] {
  const columns = ['canary', ...RULES]
  const by = (title: string, of: Played, cell: (outcome: Outcome) => string): Table => ({
    title,
    columns,
    rows: of.map(([kind, outcomes]) => [kind.title, ...outcomes.map(cell)]),
  })
  const equal = played.filter(([kind]) => kind.equal)
  const worse = played.filter(([kind]) => !kind.equal)
  return [
    by('Equal versions that are rolled back: the fewer the better', equal, rolledBackOf),
    by('Equal versions that are promoted: the more the better', equal, promotedOf),
    by('Worse versions that are rolled back: the more the better', worse, rolledBackOf),
    by('Worse versions that are promoted: the fewer the better', worse, promotedOf),
    by('Minute by which half of the canaries are decided, either way', played, medianOf),
  ]
}

export const rolledBackOf = ({ shares }: Outcome): string => percent(shares.FAIL)
const promotedOf = ({ shares }: Outcome): string => percent(shares.PASS)
export const medianOf = ({ median }: Outcome): string => (Number.isFinite(median) ? String(median) : '–')

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Outcomes of a mixture by share of α: of equal versions, and of one kind that is worse after the other. */
export interface Edge {
  readonly calm: readonly (readonly Outcome[])[]
  readonly disturbed: readonly (readonly Outcome[])[]
  readonly rare: readonly Outcome[]
  readonly tenfold: readonly Outcome[]
  readonly twice: readonly Outcome[]
  readonly slow: readonly Outcome[]
}

export function frontier(edges: readonly Edge[]): Table {
  return {
    title: 'Bets and shares of α',
    columns: [
      'bets',
      'α for failures',
      'equal, rolled back at most',
      'the same, disturbed',
      '0.05 → 0.5 %',
      'minute',
      '0.1 → 1 %, minute',
      '0.8 → 1.6 %',
      'minute',
      '1 → 10 % slow, minute',
    ],
    rows: edges.flatMap((edge, index) => SHARES.map((share, at) => edgeRow(edge, index, share, at))),
  }
}

function edgeRow(edge: Edge, index: number, share: number, at: number): string[] {
  const name = MIXTURES[index]?.name ?? ''
  const worst = (all: readonly (readonly Outcome[])[]) =>
    percent(Math.max(...all.map((outcomes) => outcomes[at]?.shares.FAIL ?? 0)))
  const of = (outcomes: readonly Outcome[], show: (outcome: Outcome) => string) =>
    show(outcomes[at] as Outcome)
  const row = [
    name,
    `${100 * share} %`,
    worst(edge.calm),
    worst(edge.disturbed),
    of(edge.rare, rolledBackOf),
    of(edge.rare, medianOf),
    of(edge.tenfold, medianOf),
    of(edge.twice, rolledBackOf),
    of(edge.twice, medianOf),
    of(edge.slow, medianOf),
  ]
  const isOurs = name === CHOSEN.mixture && share === CHOSEN.share
  return isOurs ? row.map((cell) => `**${cell}**`) : row
}
