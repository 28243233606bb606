// The Mann–Whitney test's interval for how far one sample lies above another: asymptotic, corrected for ties and for
// continuity, and its ends found by looking for a root, as is documented of R's wilcox.test(exact = FALSE,
// conf.int = TRUE). (Hollander, Wolfe, Nonparametric Statistical Methods, chapter 4.)
import { rootOf } from './root.ts'

export interface Shift {
  /** Hodges–Lehmann's: about the median of all differences. */
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

const TOLERANCE = 1e-4

/** `quantile`: of the normal distribution, such as 1.96 for an interval of 95 %. */
export function shiftOf(x: readonly number[], y: readonly number[], quantile: number): Shift {
  const [ours, theirs] = [sampleOf(x), sampleOf(y)]
  const least = Math.min(...x) - Math.max(...y)
  const most = Math.max(...x) - Math.min(...y)
  const whereIs = (wanted: number): number => {
    const excess = (shift: number) => deviations(ours, theirs, shift) - wanted
    if (excess(least) <= 0) return least
    if (excess(most) >= 0) return most
    return rootOf(excess, least, most, TOLERANCE)
  }
  return { estimate: whereIs(0), lower: whereIs(quantile), upper: whereIs(-quantile) }
}

interface Sample {
  readonly size: number
  /** How often each value occurs. */
  readonly counts: ReadonlyMap<number, number>
}

function sampleOf(values: readonly number[]): Sample {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return { size: values.length, counts }
}

/** By how many standard deviations U of the first, shifted down, and the second is off what it is for equal ones. */
function deviations(x: Sample, y: Sample, shift: number): number {
  const [all, pairs] = [x.size + y.size, x.size * y.size]
  const { larger, tied } = compared(x, y, shift)
  const deviation = Math.sqrt((pairs / 12) * (all + 1 - tied / (all * (all - 1))))
  const excess = larger - pairs / 2
  return (excess - Math.sign(excess) / 2) / deviation
}

/** `larger`: pairs whose first value is the larger one, ties counted half. `tied`: what ties take off the variance. */
function compared(x: Sample, y: Sample, shift: number): { larger: number; tied: number } {
  let [larger, tied] = [0, 0]
  for (const count of [...x.counts.values(), ...y.counts.values()]) tied += tieOf(count)
  for (const [value, count] of x.counts)
    for (const [other, times] of y.counts) {
      if (value - shift > other) larger += count * times
      else if (value - shift === other) {
        larger += (count * times) / 2
        tied += tieOf(count + times) - tieOf(count) - tieOf(times)
      }
    }
  return { larger, tied }
}

const tieOf = (count: number): number => count ** 3 - count
