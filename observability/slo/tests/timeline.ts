// Histories of counted events, and promtool's notation for the counters that saw them.

import type { Counters, Member } from './feed/feed.ts'
import { type InputSeries, metric } from './promtool.ts'

/** So many steps with so many events each, which are whole ones; `absent`: series that cannot be read meanwhile. */
export interface Stretch {
  readonly steps: number
  readonly good?: number
  readonly bad?: number
  readonly absent?: Absence
  /** The counters start again from 0 in its first step. */
  readonly restart?: boolean
}

/** Late series are those that only bad events bring into being. */
export type Absence =
  | 'all'
  | 'early'
  | 'late'
  | 'late of one instance'
  | 'late, and one instance'
  | 'one instance'

const ABSENT: Readonly<Record<Absence, (late: boolean, second: boolean) => boolean>> = {
  all: () => true,
  early: (late) => !late,
  late: (late) => late,
  'late of one instance': (late, second) => late && second,
  'late, and one instance': (late, second) => late || second,
  'one instance': (_, second) => second,
}

/** What other people's series, that are not of the objective, count at each step: enough to upset any ratio. */
const NOISE = 1e12

/** So many events a step that this share of them is a whole number to four digits. */
export function plenty(share: number): number {
  return 10 ** Math.ceil(4 - Math.log10(share))
}

export function mix(events: number, badShare: number): { good: number; bad: number } {
  const bad = Math.round(events * badShare)
  return { good: events - bad, bad }
}

/** Counters that never rise are left out, unless it is about counters that come, go or restart. */
export function seriesOf(feed: Counters, stretches: readonly Stretch[]): InputSeries[] {
  const comeAndGo = stretches.some(({ absent, restart }) => absent || restart)
  return [
    ...feed.members.flatMap((member) =>
      HALVES.map((half, index) => ({ half, second: index === 1 }))
        .filter(({ half }) => comeAndGo || stretches.some((stretch) => half(riseOf(member, stretch)) > 0))
        .map(({ half, second }) => ({
          series: metric(member.name, { ...member.labels, [feed.instance]: second ? 'b' : 'a' }),
          values: counter(member, stretches, half, second),
        })),
    ),
    ...feed.noise.map((series) => ({ series, values: `0+${NOISE}x${stepsOf(stretches)}` })),
  ]
}

/** Two instances share the events; one that cannot be shared goes to the first. */
const less = (rise: number): number => (Number.isInteger(rise) ? Math.floor(rise / 2) : rise / 2)
const HALVES = [(rise: number): number => rise - less(rise), less]

export function stepsOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { steps }) => sum + steps, 0)
}

function riseOf(member: Member, { good = 0, bad = 0 }: Stretch): number {
  return member.good * good + member.bad * bad
}

/** The first sample is at minute 0; the first step ends one interval later. */
function counter(
  member: Member,
  stretches: readonly Stretch[],
  half: (rise: number) => number,
  second: boolean,
): string {
  const isAbsent = ({ absent }: Stretch) => absent !== undefined && ABSENT[absent](member.late, second)
  const [begin = { steps: 0 }] = stretches
  const isUnborn = member.late && isAbsent(begin) && begin.absent?.startsWith('late')
  let count = isUnborn ? 0 : before(stretches)
  const first = isAbsent(begin) ? '_' : String(count)
  const parts = stretches
    .filter(({ steps }) => steps > 0)
    .map((stretch) => {
      const rise = half(riseOf(member, stretch))
      const from = stretch.restart ? 0 : count
      count = from + rise * stretch.steps
      if (isAbsent(stretch)) return `_x${stretch.steps}`
      return `${from + rise}+${rise}x${stretch.steps - 1}`
    })
  return [first, ...parts].join(' ')
}

/**
 * What a counter had counted before Prometheus first saw it, which is of no window. So much that `increase()` never
 * holds its extrapolation back for fear of going below 0.
 */
function before(stretches: readonly Stretch[]): number {
  const most = Math.max(...stretches.map(({ good = 0, bad = 0 }) => good + bad))
  return Math.max(1e9, 10 ** Math.ceil(Math.log10(most * 1e4)))
}
