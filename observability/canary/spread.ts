// Whole numbers that are not known but for how often each occurs: how many of a crowd's marked are among those picked
// from it. Exact while that takes few terms; beyond, where counts run into tens of thousands, their normal limit.

/** Values `from`, `from + step`, … and the share of cases in which each occurs; shares sum to 1. */
export interface Spread {
  readonly from: number
  readonly step: number
  readonly shares: readonly number[]
}

/** More terms than this are no longer counted one by one. */
const MOST_TERMS = 2_000
/** Shares below this part of the largest are left out. */
const NEGLIGIBLE = 1e-18

export const always = (value: number): Spread => ({ from: value, step: 1, shares: [1] })

/** Of `all`, `marked` are marked; how many of `picked` drawn from them without returning are? Hypergeometric. */
export function amongPicked(marked: number, all: number, picked: number): Spread {
  if (picked === all || marked === 0) return always(marked)
  const mean = (picked * marked) / all
  const variance = all > 1 ? (mean * (1 - marked / all) * (all - picked)) / (all - 1) : 0
  const least = Math.max(0, marked + picked - all)
  const most = Math.min(marked, picked)
  return around({ mean, variance, least, most }, (value) => {
    const left = (marked - value) * (picked - value)
    return left / ((value + 1) * (all - marked - picked + value + 1))
  })
}

/** How many of so many are kept, if each is with probability `share`? Binomial. */
export function kept({ from, step, shares }: Spread, share: number): Spread {
  if (share === 1) return { from, step, shares }
  const only = shares.length === 1
  if (only) return keptOf(from, share)
  const { mean, variance } = momentsOf({ from, step, shares })
  const most = from + step * (shares.length - 1)
  const spread = { mean: mean * share, variance: variance * share ** 2 + mean * share * (1 - share) }
  if (step > 1 || most * shares.length > MOST_TERMS ** 2 / 8) return normal(spread)
  const sums = new Array<number>(most + 1).fill(0)
  for (const [index, weight] of shares.entries()) {
    const part = keptOf(from + index, share)
    for (const [at, each] of part.shares.entries())
      sums[part.from + at] = (sums[part.from + at] ?? 0) + weight * each
  }
  return { from: 0, step: 1, shares: sums }
}

function keptOf(count: number, share: number): Spread {
  const odds = share / (1 - share)
  const limits = { mean: count * share, variance: count * share * (1 - share), least: 0, most: count }
  return around(limits, (value) => ((count - value) / (value + 1)) * odds)
}

/** One less the other, the two being independent. */
export function difference(a: Spread, b: Spread): Spread {
  if (b.shares.length === 1) return { ...a, from: a.from - b.from }
  if (a.shares.length === 1) {
    const from = a.from - b.from - b.step * (b.shares.length - 1)
    return { from, step: b.step, shares: b.shares.toReversed() }
  }
  if (a.step !== 1 || b.step !== 1 || a.shares.length * b.shares.length > MOST_TERMS ** 2 / 8) {
    const [of, less] = [momentsOf(a), momentsOf(b)]
    return normal({ mean: of.mean - less.mean, variance: of.variance + less.variance })
  }
  const last = b.shares.length - 1
  const shares = new Array<number>(a.shares.length + last).fill(0)
  for (const [i, of] of a.shares.entries())
    for (const [j, less] of b.shares.entries()) shares[i + last - j] = (shares[i + last - j] ?? 0) + of * less
  return { from: a.from - b.from - last, step: 1, shares }
}

/** The average of `f` over the values. */
export function meanOf({ from, step, shares }: Spread, f: (value: number) => number): number {
  let sum = 0
  for (let index = 0; index < shares.length; index++)
    sum += (shares[index] as number) * f(from + index * step)
  return sum
}

interface Moments {
  readonly mean: number
  readonly variance: number
}

function momentsOf(spread: Spread): Moments {
  const mean = meanOf(spread, (value) => value)
  return { mean, variance: meanOf(spread, (value) => (value - mean) ** 2) }
}

/** From the likeliest value outward, until nothing is left to speak of. `ratio(v)`: share of v + 1 over that of v. */
function around(
  { mean, variance, least, most }: Moments & { least: number; most: number },
  ratio: (value: number) => number,
): Spread {
  if (Math.sqrt(variance) * 20 > MOST_TERMS) return normal({ mean, variance })
  const middle = Math.min(most, Math.max(least, Math.round(mean)))
  const below: number[] = []
  const above: number[] = []
  for (let value = middle, share = 1; value > least; value--) {
    share /= ratio(value - 1)
    if (share < NEGLIGIBLE) break
    below.push(share)
  }
  for (let value = middle, share = 1; value < most; value++) {
    share *= ratio(value)
    if (share < NEGLIGIBLE) break
    above.push(share)
  }
  const from = middle - below.length
  return scaled({ from, step: 1, shares: [...below.reverse(), 1, ...above] })
}

const STEPS_PER_DEVIATION = 128
const DEVIATIONS = 8

function normal({ mean, variance }: Moments): Spread {
  const deviation = Math.sqrt(variance)
  const half = STEPS_PER_DEVIATION * DEVIATIONS
  const shares = Array.from({ length: 2 * half + 1 }, (_, index) =>
    Math.exp(-(((index - half) / STEPS_PER_DEVIATION) ** 2) / 2),
  )
  return scaled({ from: mean - DEVIATIONS * deviation, step: deviation / STEPS_PER_DEVIATION, shares })
}

function scaled({ from, step, shares }: Spread): Spread {
  const sum = shares.reduce((total, each) => total + each, 0)
  return { from, step, shares: shares.map((each) => each / sum) }
}
