// How much a counter grew between two moments, from the samples themselves. `increase()` extrapolates, loses a counter's
// birth and mends resets silently; counts that are judged need to be counts.
import type { Series } from './prometheus.ts'

export interface Increase {
  readonly by: number
  /** Times it fell, each a restart; what was counted after the last look before it is lost. */
  readonly resets: number
  /** It began at an unknown height: its first sample lies within, and it is not known to be new. */
  readonly unknownStart: boolean
}

/** `isNew`: the series began at 0 within the time, so all that its first sample shows is growth. Seconds since 1970. */
export function increase({ points }: Series, from: number, to: number, isNew: boolean): Increase {
  const before = points.findLast(([at]) => at <= from)?.[1]
  const within = points.filter(([at]) => at > from && at <= to)
  const unknownStart = before === undefined && !isNew && within.length > 0
  let last = before ?? (isNew ? 0 : (within[0]?.[1] ?? 0))
  let [by, resets] = [0, 0]
  for (const [, value] of within) {
    if (value < last) resets++
    by += value < last ? value : value - last
    last = value
  }
  return { by, resets, unknownStart }
}
