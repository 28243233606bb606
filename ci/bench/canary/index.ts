// Our judge beside the rules that others publish, over the same canaries; and the bets that it could have been made of.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Outcome } from '../../../observability/test/canary/support/trials.ts'
import { type Figure, type Part, type Table, table } from '../report.ts'
import { MIXTURES, type Mixture, tried } from './frontier.ts'
import { play, RUNS, SEED } from './play.ts'
import { EQUAL, RARE, SLOW, TENFOLD, TWICE, WORSE } from './scenarios.ts'
import { comparison, type Edge, frontier, type Played } from './show.ts'

const PAGE = new URL('../../../docs/canary-compared.md', import.meta.url)

export const canary: Part = {
  id: 'canary',
  title: 'Canary judging',
  about: `Every rule is played the same ${RUNS} canaries of each kind, seed ${SEED}; an hour each, a block a minute.`,
  unpinned: true,
  async run(progress) {
    const played: Played = [...EQUAL, ...WORSE].map((kind) => {
      progress(kind.title)
      return [kind, play(kind)]
    })
    const edges = MIXTURES.map((mixture) => {
      progress(`bets: ${mixture.name}`)
      return edgeOf(mixture)
    })
    write([...comparison(played), frontier(edges)])
    return {
      tables: [],
      figures: figuresOf(played),
      notes: ['The tables, and what they mean: [docs/canary-compared.md](../canary-compared.md).'],
    }
  },
}

export function edgeOf(mixture: Mixture): Edge {
  const failing = EQUAL.filter(({ slow }) => slow === undefined)
  const of = (disturbed: boolean) =>
    failing.filter((kind) => (kind.disturbed ?? false) === disturbed).map((kind) => tried(mixture, kind))
  return {
    calm: of(false),
    disturbed: of(true),
    rare: tried(mixture, RARE),
    tenfold: tried(mixture, TENFOLD),
    twice: tried(mixture, TWICE),
    slow: tried(mixture, SLOW),
  }
}

/** Of our judge, the first of the rules; in percent. */
function figuresOf(played: Played): Figure[] {
  const ours = played.map(([kind, outcomes]) => ({ kind, shares: (outcomes[0] as Outcome).shares }))
  const figure = (name: string, share: number, goal: number): Figure => ({
    name: `canary: ${name}`,
    value: 100 * share,
    unit: '%',
    goal,
    met: 100 * share <= goal,
  })
  const falsely = ours.filter(({ kind }) => kind.equal).map(({ shares }) => shares.FAIL)
  const missed = [
    { kind: RARE, goal: 20 },
    { kind: TENFOLD, goal: 5 },
    { kind: SLOW, goal: 5 },
  ].map(({ kind, goal }) => {
    const found = ours.find((each) => each.kind === kind)?.shares.FAIL ?? 0
    return figure(`not rolled back, ${kind.title}`, 1 - found, goal)
  })
  return [figure('equal versions rolled back, most of any kind', Math.max(...falsely), 5), ...missed]
}

const BEGIN = '<!-- Written by `npm run bench -- canary`; do not edit. -->'
const END = '<!-- Written until here. -->'

function write(tables: readonly Table[]): void {
  const [before, rest] = readFileSync(PAGE, 'utf8').split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE.pathname} has lost its marks`)
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${tables.flatMap(table).join('\n')}\n${END}${after}`)
}
