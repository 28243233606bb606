// Kayenta's default judge, NetflixACAJudge, by its documentation: https://spinnaker.io/docs/guides/user/canary/judge/;
// thresholds and run lengths to begin with: https://spinnaker.io/docs/guides/user/canary/best-practices/. Tolerance and
// confidence are constants of https://github.com/spinnaker/kayenta (kayenta-judge, NetflixACAJudge.scala).
import type { Block, Samples } from '../../../../observability/canary/samples.ts'
import { shiftOf } from './mann-whitney.ts'
import { promoted, type Rule, rolledBack, undecided } from './rule.ts'

const TOLERANCE = 0.25
/** Of the normal distribution, for a two-sided interval of 98 %. */
const QUANTILE_98 = 2.3263478740408408
const MARGINAL = 75
const PASS = 95

/** `every`: blocks from one run to the next; each looks back to the beginning. */
export function kayenta(name: string, every: number): Rule {
  return {
    name,
    decide(samples) {
      const blocks = samples.canary.length
      for (let block = every; block <= blocks; block += every) {
        const score = scoreOf(samples, block)
        if (score < MARGINAL) return rolledBack(block)
        if (block + every > blocks) return score < PASS ? rolledBack(block) : promoted(block)
      }
      return undecided
    },
  }
}

/** Share of metrics that pass, each a group of its own and of equal weight, as is advised for what must not fail. */
function scoreOf({ baseline, canary }: Samples, blocks: number): number {
  const passed = metricsOf(canary[0]).map((metric) => {
    const seriesOf = (arm: readonly Block[]) => arm.slice(0, blocks).filter(hasTraffic).map(metric)
    return !isHigh(seriesOf(canary), seriesOf(baseline))
  })
  return (100 * passed.filter(Boolean).length) / passed.length
}

const hasTraffic = ({ requests }: Block): boolean => requests > 0

type Series = (block: Block) => number

function metricsOf(block: Block | undefined): Series[] {
  const bounds = Object.keys(block?.slow ?? {})
  return [
    ({ requests, errors }) => errors / requests,
    ...bounds.map(
      (bound): Series =>
        ({ requests, slow }) =>
          (slow?.[bound] ?? 0) / requests,
    ),
  ]
}

/** `direction: increase`. The interval must lie above a quarter of the estimate, not only above zero. */
export function isHigh(canary: readonly number[], baseline: readonly number[]): boolean {
  if (new Set([...canary, ...baseline]).size === 1) return false
  const { lower, estimate } = shiftOf(canary, baseline, QUANTILE_98)
  return lower > TOLERANCE * Math.abs(estimate)
}
