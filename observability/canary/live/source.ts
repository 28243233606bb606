// Both versions' blocks, from a Prometheus.
import { LABELS, METRICS } from '../../conventions/index.ts'
import { equal, matches, over, selector } from '../../slo/promql/build.ts'
import type { Policy } from '../policy.ts'
import type { Block } from '../samples.ts'
import { BUCKETS, blockOf, SCALARS, type Seen } from './block.ts'
import type { Prometheus, Series } from './prometheus.ts'

export interface Arms {
  readonly service: string
  readonly baseline: string
  readonly canary: string
  /** Only of this environment; of any if undefined. */
  readonly environment: string | undefined
}

export interface Source {
  /** Of the versions that Prometheus has scraped in the last minutes. */
  present(): Promise<readonly ('baseline' | 'canary')[]>
  /** Seconds since 1970. Throws CANARY_PROMETHEUS_FAILED. */
  blocks(from: number, to: number): Promise<{ readonly canary: Block; readonly baseline: Block }>
}

/** Far enough back that the last sample before a block is found, though a scrape or two failed. */
const LOOKBACK_SECONDS = 300

export function sourceOf(prometheus: Prometheus, arms: Arms, policy: Policy): Source {
  const bounds = Object.keys(policy.latency)
  const own = (version: string) => [
    equal(LABELS.serviceName, arms.service),
    equal(LABELS.serviceVersion, version),
    ...(arms.environment === undefined ? [] : [equal(LABELS.environment, arms.environment)]),
  ]
  async function seen(version: string, from: number, to: number): Promise<Seen> {
    const window = `${Math.ceil(to - from + LOOKBACK_SECONDS)}s`
    const scalars = selector('', [matches('__name__', SCALARS.join('|')), ...own(version)])
    const buckets = selector(BUCKETS, [matches('le', bounds.map(spellings).join('|')), ...own(version)])
    const queries = [scalars, ...(bounds.length > 0 ? [buckets] : [])].map((query) => over(query, window))
    const answers = await Promise.all(queries.map((query) => prometheus.instant(query, to)))
    const warning = answers.flatMap(({ warnings }) => warnings)[0]
    const series: Series[] = answers.flatMap(({ result }) => result)
    const block = blockOf(series, from, to, bounds)
    return warning === undefined ? block : { ...block, gap: `Prometheus warns: ${warning.slice(0, 100)}` }
  }
  return {
    async present() {
      const [baseline, canary] = await Promise.all(
        [arms.baseline, arms.canary].map((version) =>
          prometheus.instant(selector(METRICS.buildInfo, own(version))),
        ),
      )
      return [
        ...(baseline?.result.length ? (['baseline'] as const) : []),
        ...(canary?.result.length ? (['canary'] as const) : []),
      ]
    },
    async blocks(from, to) {
      const [canary, baseline] = await Promise.all([
        seen(arms.canary, from, to),
        seen(arms.baseline, from, to),
      ])
      return { canary: beside(canary, baseline.memory), baseline: beside(baseline, baseline.memory) }
    },
  }
}

/** As Prometheus 2 and 3 write a bound: 1 and 1.0. */
const spellings = (bound: string): string => {
  const plain = String(Number(bound)).replaceAll('.', String.raw`\.`)
  return Number.isInteger(Number(bound)) ? `${plain}|${plain}\\.0` : plain
}

function beside({ memory, saturation, ...block }: Seen, baseline: number | undefined): Block {
  if (memory === undefined || baseline === undefined) return { ...block, ...(saturation && { saturation }) }
  return { ...block, saturation: { ...saturation, memory: memory / baseline } }
}
