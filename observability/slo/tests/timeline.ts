// Histories of counted events, and promtool's notation for the counters that saw them.

import type { Feed, Member } from './feed/feed.ts'
import type { InputSeries } from './promtool.ts'

/** So many steps with so many events each, which are whole ones; `absent`: no series can be read meanwhile. */
export interface Stretch {
  readonly steps: number
  readonly good?: number
  readonly bad?: number
  readonly absent?: 'all' | 'late'
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

/**
 * What counters had counted before Prometheus first saw them, which is of no window. So much, that `increase()` never
 * holds its extrapolation back for fear of going below 0.
 */
const START = 1e14

export function seriesOf(feed: Feed, stretches: readonly Stretch[]): InputSeries[] {
  return [
    ...feed.members.map((member) => ({ series: member.series, values: counter(member, stretches) })),
    ...feed.noise.map((series) => ({ series, values: `0+${NOISE}x${stepsOf(stretches)}` })),
  ]
}

export function stepsOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { steps }) => sum + steps, 0)
}

/** The first sample is at minute 0; the first step ends one interval later. */
function counter({ good, bad, late }: Member, stretches: readonly Stretch[]): string {
  let count = late && stretches[0]?.absent === 'late' ? 0 : START
  const first = isAbsent(stretches[0], late) ? '_' : String(count)
  const parts = stretches
    .filter(({ steps }) => steps > 0)
    .map((stretch) => {
      const rise = good * (stretch.good ?? 0) + bad * (stretch.bad ?? 0)
      const from = count
      count += rise * stretch.steps
      if (isAbsent(stretch, late)) return `_x${stretch.steps}`
      return `${from + rise}+${rise}x${stretch.steps - 1}`
    })
  return [first, ...parts].join(' ')
}

function isAbsent(stretch: Stretch | undefined, late: boolean): boolean {
  return stretch?.absent === 'all' || (stretch?.absent === 'late' && late)
}
