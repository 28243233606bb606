// Chance that comes out the same each time it is asked.
// Generator: mulberry32 (Tommy Ettinger, public domain), enough for counts; not for secrets.

export interface Chance {
  /** From 0 up to 1, 1 excluded. */
  readonly uniform: () => number
  readonly binomial: (count: number, share: number) => number
  /** Gamma with mean 1 and variance 0.5: what a whole minute of an arm may be multiplied by. */
  readonly disturbance: () => number
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  /** How many fail before the first success, again and again: as many steps as there are hits. */
  function binomial(count: number, share: number): number {
    if (share >= 1) return count
    if (share <= 0) return 0
    const log = Math.log1p(-share)
    let hits = 0
    for (let at = 0; ; hits++) {
      at += Math.floor(Math.log(1 - uniform()) / log) + 1
      if (at > count) return hits
    }
  }
  const exponential = () => -Math.log(1 - uniform())
  return { uniform, binomial, disturbance: () => (exponential() + exponential()) / 2 }
}
