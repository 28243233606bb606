// Where each trace stands in the picture above the list: across by its start, up by its duration.
import type { TraceSummary } from '../../contract.ts'
import { millisecondsOf } from '../data/format.ts'

export interface Dot {
  readonly traceId: string
  /** Between 0, left and bottom, and 1. */
  readonly x: number
  readonly y: number
  readonly failed: boolean
}

export interface Scatter {
  readonly dots: readonly Dot[]
  /** Milliseconds since 1970 of the left and the right edge. */
  readonly from: number
  readonly to: number
  /** Durations of the bottom and the top, in nanoseconds; between them the scale is logarithmic. */
  readonly shortest: number
  readonly longest: number
}

export function scatter(traces: readonly TraceSummary[]): Scatter {
  const starts = traces.map(({ startNs }) => millisecondsOf(startNs))
  const lengths = traces.map(({ durationNs }) => Math.max(1_000, durationNs))
  const [from, to] = [least(starts), most(starts)]
  const [shortest, longest] = [least(lengths), most(lengths)]
  const dots = traces.map(({ traceId, errors }, index) => ({
    traceId,
    x: placed(starts[index] ?? from, from, to),
    y: placed(Math.log(lengths[index] ?? shortest), Math.log(shortest), Math.log(longest)),
    failed: errors > 0,
  }))
  return { dots, from, to, shortest, longest }
}

/** The dot nearest to a point of a picture of that many pixels, at most `reach` pixels away. */
export function nearest(
  dots: readonly Dot[],
  point: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
  reach = 16,
): Dot | undefined {
  let found: Dot | undefined
  let best = reach
  for (const dot of dots) {
    const distance = Math.hypot(dot.x * size.width - point.x, (1 - dot.y) * size.height - point.y)
    if (distance > best) continue
    best = distance
    found = dot
  }
  return found
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), values[0] ?? 0)
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), values[0] ?? 0)
const placed = (value: number, from: number, to: number): number =>
  to > from ? (value - from) / (to - from) : 0.5
