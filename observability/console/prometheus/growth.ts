// How much a counter grew from edge to edge of a row of instants, for pictures: what was counted, without extrapolation.
import type { Series } from './series.ts'
import { LOOK_BACK_MS } from './times.ts'

export interface Growth {
  /** One a stretch between two edges. */
  readonly counts: readonly number[]
  /** Samples seen in it: without any, nothing is known. */
  readonly samples: readonly number[]
}

/** `edges`: milliseconds, rising. Growth is of the stretch in which it was seen. */
export function growth(series: Series, edges: readonly number[]): Growth {
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0)
  const samples = [...counts]
  const [begin = 0, end = 0] = [edges[0], edges.at(-1)]
  let before = series.isNewAt(begin) ? 0 : series.lastUpTo(begin)
  let [seen, stretch] = [begin, 0]
  for (const [from, to] of series.within(begin, end)) {
    for (let index = from; index <= to; index += 1) {
      const at = series.times.at(index)
      while (at > (edges[stretch + 1] as number)) stretch += 1
      // What came in a long silence is of no stretch that is seen here.
      if (at - seen > LOOK_BACK_MS) before = undefined
      seen = at
      const value = series.valueOf(index)
      counts[stretch] = (counts[stretch] as number) + grown(before, value)
      samples[stretch] = (samples[stretch] as number) + 1
      before = value
    }
  }
  return { counts, samples }
}

/** A counter below its earlier value was reset by a restart: all of it is new. */
function grown(before: number | undefined, now: number): number {
  if (before === undefined) return 0
  return now >= before ? now - before : now
}
