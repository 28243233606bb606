// Judges a canary while it runs.
import { setTimeout as sleep } from 'node:timers/promises'
import { CodedError } from '../../cli/errors.ts'
import { begin, type Verdict } from '../judge.ts'
import type { Policy } from '../policy.ts'
import type { Block } from '../samples.ts'
import type { Source } from './source.ts'

export interface Watch {
  readonly source: Source
  readonly policy: Policy
  /** Seconds of a block. */
  readonly interval: number
  /** Seconds that Prometheus may be silent, or a version unseen, before it is given up. */
  readonly patience: number
  /** Seconds since 1970 at which an earlier run of this watch began; all blocks since then are reckoned again. */
  readonly since: number | undefined
  readonly onStart: (since: number) => void
  readonly onBlock: (block: number, blocks: { canary: Block; baseline: Block }, verdict: Verdict) => void
  /** Once for each stretch of it. */
  readonly onTrouble: (text: string) => void
}

/** Scrapes of the block's last moment are in by then. */
const SETTLED_SECONDS = 2

/**
 * Until there is a verdict. Throws CANARY_PROMETHEUS_FAILED once patience is over; what was seen is in Prometheus, so that
 * another watch can go on from it.
 */
export async function watch({ source, policy, interval, patience, ...told }: Watch): Promise<Verdict> {
  const retry = retrying(patience, told.onTrouble)
  const trial = begin(policy)
  const since = told.since ?? (await bothSeen(source, patience, told.onTrouble, retry))
  if (since === undefined) return trial.verdict()
  told.onStart(since)
  for (let block = 1; block <= policy.max_blocks; block++) {
    const to = since + block * interval
    await until(to + Math.min(SETTLED_SECONDS, interval / 2))
    const blocks = await retry(() => source.blocks(to - interval, to))
    const ended = trial.add(blocks.canary, blocks.baseline)
    told.onBlock(block, blocks, trial.verdict())
    if (ended) break
  }
  return trial.verdict()
}

/** From when on both versions are scraped; undefined if that does not come in time. */
async function bothSeen(
  source: Source,
  patience: number,
  onTrouble: (text: string) => void,
  retry: Retry,
): Promise<number | undefined> {
  const last = now() + patience
  let waited = false
  for (;;) {
    const present = await retry(() => source.present())
    if (present.length === 2) return now()
    if (!waited)
      onTrouble(`waiting until both versions are scraped; of them is seen: ${present.join(', ') || 'none'}`)
    waited = true
    if (now() > last) return undefined
    await sleep(RETRY_SECONDS * 1000)
  }
}

type Retry = <T>(ask: () => Promise<T>) => Promise<T>

const RETRY_SECONDS = 2

function retrying(patience: number, onTrouble: (text: string) => void): Retry {
  return async (ask) => {
    const last = now() + patience
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof CodedError) || now() > last) throw error
        if (attempt === 1) onTrouble(`${error}; trying again`)
        await sleep(RETRY_SECONDS * 1000)
      }
    }
  }
}

async function until(seconds: number): Promise<void> {
  const left = seconds - now()
  if (left > 0) await sleep(left * 1000)
}

const now = (): number => Date.now() / 1000
