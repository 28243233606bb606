// Is the canary worse than the baseline, or shown to be no worse? Looked at after every block, and right to α however
// often that is. What an answer is made of: evidence.ts; what is looked at: metrics.ts; the words: explain.ts.
import { above, below, type Count, type Evidence, notInferior, worse } from './evidence.ts'
import { reasonsOf } from './explain.ts'
import { KILL_SHARE, type Metric, metricsOf, neededForWorse } from './metrics.ts'
import { MOST_UNPAIRED, type Policy } from './policy.ts'
import type { Block, Samples } from './samples.ts'

export type Answer = 'PASS' | 'FAIL' | 'INCONCLUSIVE'

export interface Verdict {
  readonly verdict: Answer
  /** After how many blocks it was reached, from 1; null while there is none. */
  readonly decided_at_block: number | null
  readonly reasons: readonly string[]
  readonly metrics: Readonly<Record<string, MetricReport>>
}

export interface MetricReport {
  readonly baseline: Counted
  readonly canary: Counted
  /** That the canary is worse. All metrics' together, each by its share, reach 1/α for FAIL. */
  readonly worse: Grown
  /** That the canary is not worse, or within the budget; each metric that is no guard must have it for PASS. */
  readonly sound?: Grown
  /** That the canary burns its budget so fast that nobody waits. */
  readonly burning?: Grown
}

export interface Counted {
  readonly events: number
  readonly bad: number
  /** null without events. */
  readonly rate: number | null
}

export interface Grown {
  readonly evidence: number
  /** What decides, were there nothing but this. */
  readonly needed: number
  /** After each block. */
  readonly over_time: readonly number[]
}

export function judge({ baseline, canary }: Samples, policy: Policy): Verdict {
  const trial = begin(policy)
  for (const [index, block] of canary.entries()) if (trial.add(block, baseline[index] as Block)) break
  return trial.verdict()
}

export interface Trial {
  /** Takes one block more; true once there is an answer, after which nothing changes it. */
  add(canary: Block, baseline: Block): boolean
  verdict(): Verdict
}

/** The same block by block, for who watches: a verdict never depends on what comes after it. */
export function begin(policy: Policy): Trial {
  const tracks = metricsOf(policy).map((metric) => track(metric, policy))
  const seen: Seen = { blocks: 0, gaps: 0, oneSided: 0, lastGap: undefined }
  let answer: Answer | undefined
  return {
    add(canary, baseline) {
      if (answer !== undefined || seen.blocks >= policy.max_blocks) return true
      seen.blocks++
      const gap = canary.gap ?? baseline.gap
      if (gap !== undefined) {
        seen.gaps++
        seen.lastGap = gap
      } else if ((canary.requests === 0) !== (baseline.requests === 0)) seen.oneSided++
      for (const each of tracks) each.add(canary, baseline)
      answer = answerOf(tracks, seen, policy)
      return answer !== undefined || seen.blocks >= policy.max_blocks
    },
    verdict() {
      const found = { answer: answer ?? ('INCONCLUSIVE' as const), tracks, seen, policy }
      return {
        verdict: found.answer,
        decided_at_block: answer === undefined ? null : seen.blocks,
        reasons: reasonsOf(found),
        metrics: Object.fromEntries(tracks.filter(spoken).map((each) => [each.metric.name, each.report()])),
      }
    },
  }
}

export interface Seen {
  blocks: number
  /** Of them, those of which nothing is known. */
  gaps: number
  /** And those in which one version alone had traffic. */
  oneSided: number
  lastGap: string | undefined
}

function answerOf(
  tracks: readonly Track[],
  { blocks, gaps, oneSided }: Seen,
  policy: Policy,
): Answer | undefined {
  if (tracks.some(({ burns }) => burns())) return 'FAIL'
  const together = tracks.reduce(
    (sum, { metric, worse: evidence }) => sum + metric.share * evidence.value(),
    0,
  )
  if (together >= neededForWorse(policy)) return 'FAIL'
  if (blocks < policy.min_blocks || gaps + oneSided > MOST_UNPAIRED * blocks) return undefined
  return tracks.every(({ sound }) => sound()) ? 'PASS' : undefined
}

/** A guard that nobody gave figures for is left out. */
const spoken = ({ metric, totals }: Track): boolean => metric.budget !== undefined || totals.canary.events > 0

export interface Track {
  readonly metric: Metric
  readonly worse: Evidence
  readonly totals: { readonly canary: Total; readonly baseline: Total }
  add(canary: Block, baseline: Block): void
  burns(): boolean
  /** Nothing is left to prove: it is shown to be no worse, or it is a guard that saw no harm. */
  sound(): boolean
  report(): MetricReport
}

export interface Total {
  events: number
  bad: number
}

function track(metric: Metric, policy: Policy): Track {
  const { budget } = metric
  const evidence = worse()
  const proof = budget === undefined ? undefined : proofOf(budget, policy)
  const kill = budget === undefined ? undefined : killOf(budget, policy)
  const totals = { canary: { events: 0, bad: 0 }, baseline: { events: 0, bad: 0 } }
  const over = { worse: [] as number[], sound: [] as number[], burning: [] as number[] }
  return {
    metric,
    worse: evidence,
    totals,
    add(canary, baseline) {
      const counts = bothOf(metric.count(canary), metric.count(baseline))
      if (counts) {
        for (const each of [evidence, proof, kill]) each?.add(counts.canary, counts.baseline)
        sumUp(totals.canary, counts.canary)
        sumUp(totals.baseline, counts.baseline)
      }
      over.worse.push(brief(evidence.value()))
      if (proof) over.sound.push(brief(proof.value()))
      if (kill) over.burning.push(brief(kill.value()))
    },
    burns: () => kill !== undefined && kill.value() >= kill.needed,
    sound: () => (proof ? proof.value() >= proof.needed : evidence.value() <= 1),
    report: () => ({
      baseline: countedOf(totals.baseline),
      canary: countedOf(totals.canary),
      worse: grown(evidence.value(), neededForWorse(policy) / metric.share, over.worse),
      ...(proof && { sound: grown(proof.value(), proof.needed, over.sound) }),
      ...(kill && { burning: grown(kill.value(), kill.needed, over.burning) }),
    }),
  }
}

type Proof = Evidence & { readonly needed: number }

/** Of the α for PASS; the rest is for the ratio. A service that hardly ever fails has nothing else to show. */
const BUDGET_SHARE = 0.7

/**
 * That the canary is no worse by the margin or, while there are too few bad events to tell, that its rate is within the
 * budget. Every metric needs it, so each may use all of α.
 */
function proofOf(budget: number, { alpha, margin }: Policy): Proof {
  const ratio = notInferior(margin)
  const within = below(budget, 'canary')
  const few = fewEvents(alpha, margin)
  let events = 0
  return {
    needed: 1 / alpha,
    add(canary, baseline) {
      if (canary.requests === 0 || baseline.requests === 0) return
      ratio.add(canary, baseline)
      within.add(canary, baseline)
      events += canary.bad + baseline.bad
    },
    value() {
      const shown = (1 - BUDGET_SHARE) * ratio.value()
      return events < few ? shown + BUDGET_SHARE * within.value() : shown
    },
  }
}

/**
 * So many bad events would a test of `margin` need if the versions were equal: ln(1/α) over what each tells, the
 * Kullback–Leibler divergence of a fair coin from one with odds of `margin` (Wald, Sequential Analysis, 1947).
 */
function fewEvents(alpha: number, margin: number): number {
  return Math.log(1 / alpha) / Math.log((1 + margin) / (2 * Math.sqrt(margin)))
}

/**
 * That the canary burns too fast, and that it is not so with the baseline too: what hurts both is no fault of the
 * canary's. With no baseline to look at, the first is enough.
 */
function killOf(budget: number, { alpha, kill_burn }: Policy): Proof | undefined {
  const limit = kill_burn * budget
  if (limit >= 1) return undefined // nothing can burn so fast
  const burning = above(limit)
  const well = below(limit, 'baseline')
  let compared = false
  return {
    needed: 1 / (alpha * KILL_SHARE),
    add(canary, baseline) {
      burning.add(canary, baseline)
      well.add(canary, baseline)
      compared ||= baseline.requests > 0
    },
    value: () => (compared ? Math.min(burning.value(), well.value()) : burning.value()),
  }
}

function bothOf(canary: Count | undefined, baseline: Count | undefined) {
  return canary && baseline ? { canary, baseline } : undefined
}

function sumUp(total: Total, { requests, bad }: Count): void {
  total.events += requests
  total.bad += bad
}

function countedOf({ events, bad }: Total): Counted {
  return { events, bad, rate: events > 0 ? bad / events : null }
}

const grown = (evidence: number, needed: number, over_time: readonly number[]): Grown => ({
  evidence: brief(evidence),
  needed: brief(needed),
  over_time,
})

/** Three digits say all; nothing that decides is rounded. */
function brief(value: number): number {
  if (value === 0 || value >= 1_000) return Number(Math.min(value, Number.MAX_VALUE).toPrecision(3))
  const scale = 10 ** (2 - Math.floor(Math.log10(value)))
  return Math.round(value * scale) / scale
}
