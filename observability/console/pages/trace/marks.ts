// What is drawn on a bar, as the `d` of one SVG path each: a row must stay cheap however much it has. A picture is 1,000
// wide and 10 high.
import { isSevere } from '../parts/severity.ts'
import { barOf, type Stretch } from './geometry.ts'

/** Stretches nearer to each other than this are drawn as one. */
const APART = 1

/** The stretches must be in order. */
export function stretchPath(shown: Stretch, stretches: readonly Stretch[]): string {
  const drawn: { begin: number; end: number }[] = []
  for (const { from, to } of stretches) {
    const bar = barOf(shown, from, to - from)
    if (!bar) continue
    const [begin, end] = [bar.left * 10, (bar.left + bar.width) * 10]
    const last = drawn.at(-1)
    if (last && begin - last.end <= APART) last.end = Math.max(last.end, end)
    else drawn.push({ begin, end })
  }
  return drawn
    .map(({ begin, end }) => `M${begin.toFixed(1)} 10H${Math.max(end, begin + 1).toFixed(1)}`)
    .join('')
}

export interface MarkPaths {
  readonly plain: string
  readonly severe: string
}

/** A dot for each log record, where the dots do not cover each other; errors are apart. */
export function markPaths<T extends { readonly severity: string }>(
  shown: Stretch,
  logs: readonly T[],
  offsetOf: (log: T) => number,
): MarkPaths {
  const [plain, severe] = [new Set<number>(), new Set<number>()]
  for (const log of logs) {
    const bar = barOf(shown, offsetOf(log), 0)
    if (bar) (isSevere(log.severity) ? severe : plain).add(Math.round(bar.left * 2) * 5)
  }
  return { plain: dots(plain), severe: dots(severe) }
}

const dots = (places: ReadonlySet<number>): string => [...places].map((x) => `M${x} 5h0.01`).join('')
