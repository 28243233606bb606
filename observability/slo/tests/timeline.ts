// Histories of counted events, and promtool's notation for the counters that saw them.

import type { Feed, Member } from './feed/feed.ts'
import { type InputSeries, metric } from './promtool.ts'

/** So many steps with so many events each, which are whole ones; `absent`: no series can be read meanwhile. */
export interface Stretch {
  readonly steps: number
  readonly good?: number
  readonly bad?: number
  readonly absent?: 'all' | 'late'
  /** The counters start again from 0 in its first step. */
  readonly restart?: boolean
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

export function seriesOf(feed: Feed, stretches: readonly Stretch[]): InputSeries[] {
  return [
    ...feed.members.flatMap((member) =>
      HALVES.map((half, index) => ({
        series: metric(member.name, { ...member.labels, [feed.instance]: index === 0 ? 'a' : 'b' }),
        values: counter(member, stretches, half),
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

/** The first sample is at minute 0; the first step ends one interval later. */
function counter(member: Member, stretches: readonly Stretch[], half: (rise: number) => number): string {
  const { late } = member
  let count = late && stretches[0]?.absent === 'late' ? 0 : before(stretches)
  const first = isAbsent(stretches[0], late) ? '_' : String(count)
  const parts = stretches
    .filter(({ steps }) => steps > 0)
    .map((stretch) => {
      const rise = half(member.good * (stretch.good ?? 0) + member.bad * (stretch.bad ?? 0))
      const from = stretch.restart ? 0 : count
      count = from + rise * stretch.steps
      if (isAbsent(stretch, late)) return `_x${stretch.steps}`
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

function isAbsent(stretch: Stretch | undefined, late: boolean): boolean {
  return stretch?.absent === 'all' || (stretch?.absent === 'late' && late)
}
