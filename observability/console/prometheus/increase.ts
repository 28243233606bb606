// `increase()` exactly as Prometheus 3 has it, whose ranges leave out their first instant (those of Prometheus 2 hold
// it): https://github.com/prometheus/prometheus/blob/v3.15.0/promql/functions.go, extrapolatedRate.
import type { Series } from './series.ts'

/** Beyond so many times the usual distance between samples, the series is taken to begin or end within the range. */
const NEAR = 1.1

/** By how much a counter rose within the window that ends at `end`; undefined with fewer than two samples. */
export function increase(series: Series, end: number, windowMs: number): number | undefined {
  const start = end - windowMs
  const { times } = series
  let [count, first, last, firstAt, lastAt, resets] = [0, 0, 0, 0, 0, 0]
  for (const [from, to] of series.within(start, end)) {
    const values = series.valuesOf(from, to)
    if (count === 0) {
      first = last = values[0] as number
      firstAt = times.at(from)
    }
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as number
      if (value < last) resets += last
      last = value
    }
    lastAt = times.at(to)
    count += values.length
  }
  if (count < 2) return undefined
  const risen = last - first + resets
  const sampled = (lastAt - firstAt) / 1_000
  const between = sampled / (count - 1)
  const toStart = reach((firstAt - start) / 1_000, between)
  // A counter is never below 0: it began no earlier than where it would have been.
  const toZero = risen > 0 && first >= 0 ? sampled * (first / risen) : toStart
  const toEnd = reach((end - lastAt) / 1_000, between)
  return risen * ((sampled + Math.min(toStart, toZero) + toEnd) / sampled)
}

function reach(seconds: number, between: number): number {
  return seconds >= between * NEAR ? between / 2 : seconds
}
