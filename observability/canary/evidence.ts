// Evidence as betting: a stake that no bet of a true hypothesis can be expected to raise. Whatever it grows to is how
// strongly the data speak against the hypothesis, however often one looks: by Ville's inequality it ever reaches 1/α with
// probability at most α. (Ramdas, Grünwald, Vovk, Shafer, "Game-theoretic statistics and safe anytime-valid inference",
// Statistical Science 2023, arXiv 2210.01948; on which arm each failure lands in: Lindon, Malek, NeurIPS 2022, arXiv
// 2011.03567, and Turner, Grünwald, arXiv 2302.11401.)
//
// A minute is one bet, however many requests it has. What disturbs a whole minute of an arm, such as one slow query plan or
// one client's retries, makes counts vary far more than chance would; a bet on each request takes that for evidence, one
// on each minute does not.
import { always, amongPicked, difference, kept, meanOf, type Spread } from './spread.ts'

/** What an arm did in one block: of so many requests, so many were bad. */
export interface Count {
  readonly requests: number
  readonly bad: number
}

/** Grows while the data speak against its hypothesis; starts at 1. */
export interface Evidence {
  add(canary: Count, baseline: Count): void
  /** The stake now. Of a true hypothesis, P(ever ≥ 1/α) ≤ α. */
  value(): number
}

export interface Bet {
  /** How much the odds change with each bad request more in one arm than the other; Infinity looks at the sign alone. */
  readonly odds: number
  /** Share of the stake that is put at risk in a block. */
  readonly stake: number
  /** Share of the money that this bet begins with. */
  readonly weight: number
}

/**
 * Hypothesis: the canary is no worse than the baseline. Then, of a block's two counts out of equally many requests, the
 * larger is the canary's at most every other time; a bet on that, `1 + stake · tanh(½ · ln(odds) · difference)`, is fair
 * whatever disturbs blocks, as long as it disturbs both arms alike. The larger arm is thinned to the size of the smaller,
 * and the bet averaged over all ways to do that.
 */
export function worse(bets: readonly Bet[] = CHOSEN): Evidence {
  return wager(bets, (canary, baseline) => difference(thinned(canary, baseline), thinned(baseline, canary)))
}

/**
 * Most on few and clear differences, which is how a rare failure shows (five clear ones decide at α = 0.05), some on many
 * and small ones, some on those drowned in noise. docs/canary-compared.md shows the frontier that this is a point of.
 */
const CHOSEN: readonly Bet[] = [
  { odds: Number.POSITIVE_INFINITY, stake: 0.95, weight: 0.75 },
  { odds: Number.POSITIVE_INFINITY, stake: 0.5, weight: 0.1 },
  { odds: 3, stake: 1, weight: 0.15 },
]

/**
 * Hypothesis: the canary's rate is at least `margin` times the baseline's. Keep one in `margin` of its bad requests, and
 * they are at least as many as the baseline's.
 */
export function notInferior(margin: number): Evidence {
  return wager(
    [
      { odds: margin, stake: 1, weight: 0.5 },
      { odds: Number.POSITIVE_INFINITY, stake: 0.5, weight: 0.5 },
    ],
    (canary, baseline) => difference(thinned(baseline, canary), kept(thinned(canary, baseline), 1 / margin)),
  )
}

/** How many would be bad if the arm had had no more requests than the other. */
function thinned({ requests, bad }: Count, other: Count): Spread {
  return requests <= other.requests ? always(bad) : amongPicked(bad, requests, other.requests)
}

/** `advantage`: how much a block speaks against the hypothesis, in bad requests. */
function wager(bets: readonly Bet[], advantage: (canary: Count, baseline: Count) => Spread): Evidence {
  const stakes = stakesOf(bets)
  const tilts = bets.map(({ odds }) => Math.log(odds) / 2)
  return {
    add(canary, baseline) {
      if (canary.requests === 0 || baseline.requests === 0 || canary.bad + baseline.bad === 0) return
      const spread = advantage(canary, baseline)
      stakes.multiply(({ stake }, index) => {
        const tilt = tilts[index] as number
        return 1 + stake * meanOf(spread, (value) => (value === 0 ? 0 : Math.tanh(tilt * value)))
      })
    },
    value: stakes.total,
  }
}

/**
 * The most that disturbed blocks may vary, as the variance of a block's rate over the square of its mean. Only what looks
 * at one arm alone needs to assume any.
 */
export const DISPERSION = 0.5

/**
 * Hypothesis: the rate is at least `limit`. The bet is on few: `ρ^bad`, over what that would be on average if the rate of
 * each block were `limit` times a gamma variable of mean 1 and variance DISPERSION; all that varies less gives less.
 */
export function below(limit: number, of: 'canary' | 'baseline'): Evidence {
  const stakes = stakesOf([
    { factor: 0, weight: 0.8 },
    { factor: 0.25, weight: 0.1 },
    { factor: 0.5, weight: 0.1 },
  ])
  return {
    add(canary, baseline) {
      const { requests, bad } = of === 'canary' ? canary : baseline
      if (requests === 0) return
      stakes.multiply(({ factor }) => {
        const expected = (1 + DISPERSION * requests * limit * (1 - factor)) ** (-1 / DISPERSION)
        return factor ** bad / expected
      })
    },
    value: stakes.total,
  }
}

/**
 * Hypothesis: the canary's rate is at most `limit`. Its share of bad requests over the limit is then at most 1 on
 * average, whatever disturbs blocks (Waudby-Smith, Ramdas, JRSS B 2024, arXiv 2010.09686).
 */
export function above(limit: number): Evidence {
  const stakes = stakesOf([
    { stake: 0.9, weight: 0.7 },
    { stake: 0.2, weight: 0.3 },
  ])
  return {
    add({ requests, bad }) {
      if (requests > 0) stakes.multiply(({ stake }) => 1 + stake * (bad / requests / limit - 1))
    },
    value: stakes.total,
  }
}

/** Money spread over bets; each block multiplies each part. As logarithms, which neither overflow nor vanish. */
function stakesOf<B extends { readonly weight: number }>(bets: readonly B[]) {
  const logs = bets.map(({ weight }) => Math.log(weight))
  return {
    multiply(by: (bet: B, index: number) => number): void {
      for (const [index, bet] of bets.entries())
        logs[index] = (logs[index] as number) + Math.log(by(bet, index))
    },
    total: (): number => logs.reduce((sum, log) => sum + Math.exp(log), 0),
  }
}
