// Why a verdict is what it is, in sentences.
import type { Answer, Counted, MetricReport, Seen, Track } from './judge.ts'
import { neededForWorse } from './metrics.ts'
import { MOST_UNPAIRED, type Policy } from './policy.ts'

interface Found {
  readonly answer: Answer
  readonly tracks: readonly Track[]
  readonly seen: Seen
  readonly policy: Policy
}

export function reasonsOf(found: Found): string[] {
  if (found.answer === 'FAIL') return blame(found)
  return found.answer === 'PASS' ? praise(found) : doubts(found)
}

function blame({ tracks, policy }: Found): string[] {
  const burning = tracks.filter((track) => track.burns())
  if (burning.length > 0)
    return burning.map((track) => {
      const burn = (track.report().canary.rate ?? 0) / (track.metric.budget ?? 1)
      return `${track.metric.name}: ${side(track.report().canary)}, which burns the budget ${digits(burn)} times too fast`
    })
  const needed = neededForWorse(policy)
  const weighty = tracks.filter(({ metric, worse }) => metric.share * worse.value() >= needed / 10)
  return weighty.map(
    ({ metric, report }) => `${metric.name}: more of the canary's ${metric.what}: ${versus(report())}`,
  )
}

function praise({ tracks, policy }: Found): string[] {
  return tracks
    .filter(({ metric }) => metric.budget !== undefined)
    .map(
      ({ metric, report }) =>
        `${metric.name}: under ${policy.margin} times the baseline's, or within the budget: ${versus(report())}`,
    )
}

function doubts({ tracks, seen, policy }: Found): string[] {
  const { blocks, gaps, oneSided, lastGap } = seen
  if (blocks === 0) return ['no data: there is no block']
  const errors = tracks[0]?.report()
  const unmeasured = gaps > 0 ? [`${blocksIn(gaps, blocks)} say nothing: ${lastGap}`] : []
  if (gaps === blocks) return unmeasured
  const lonely =
    oneSided > 0 ? [`one-sided traffic: in ${blocksIn(oneSided, blocks)} one version alone had requests`] : []
  if (errors?.canary.events === 0 && errors.baseline.events === 0)
    return ['no data: neither version had a request', ...unmeasured]
  const open = tracks.flatMap((track) => (track.sound() ? [] : [openIn(track, blocks)]))
  const tooMany = gaps + oneSided > MOST_UNPAIRED * blocks
  const early = blocks < policy.min_blocks ? [`no version passes before ${policy.min_blocks} blocks`] : []
  return [
    ...unmeasured,
    ...lonely,
    ...(tooMany && open.length === 0 ? ['too few blocks can be compared'] : early),
    ...open,
  ]
}

function openIn({ metric, report }: Track, blocks: number): string {
  const { sound, worse, baseline, canary } = report()
  if (canary.events === 0 || baseline.events === 0)
    return `${metric.name}: no data of ${missing({ baseline, canary })}`
  if (!sound)
    return `${metric.name}: more of the canary's ${metric.what}, though not enough to blame it: ${versus(report())}`
  const [pass, fail] = [blocksLeft(sound, blocks), blocksLeft(worse, blocks)]
  const left = Math.min(pass, fail)
  const traffic = Math.ceil((left * canary.events) / blocks)
  const more = Number.isFinite(left)
    ? `about ${left} more blocks (${thousands(traffic)} requests to the canary) like these settle it`
    : 'no evidence gathers either way'
  return `${metric.name}: not settled: ${versus(report())}; evidence that it is no worse ${digits(sound.evidence)} of ${digits(sound.needed)}, that it is worse ${digits(worse.evidence)} of ${digits(worse.needed)}; ${more}`
}

/** Until the evidence suffices, if it goes on growing as it did on average; Infinity if it does not grow. */
export function blocksLeft({ evidence, needed }: MetricReport['worse'], blocks: number): number {
  const pace = Math.log(evidence) / blocks
  return pace > 0 ? Math.ceil(Math.log(needed / evidence) / pace) : Number.POSITIVE_INFINITY
}

const missing = ({ baseline, canary }: Pick<MetricReport, 'baseline' | 'canary'>): string =>
  baseline.events > 0 ? 'the canary' : canary.events > 0 ? 'the baseline' : 'either version'

const versus = ({ canary, baseline }: MetricReport): string => `${side(canary)}, against ${side(baseline)}`

const side = ({ events, bad, rate }: Counted): string =>
  `${thousands(bad)} of ${thousands(events)}${rate === null ? '' : ` (${digits(rate * 100)} %)`}`

const blocksIn = (some: number, all: number): string => `${some} of ${all} blocks`
const thousands = (count: number): string => count.toLocaleString('en-US')
const digits = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 })
