// One line a block, of a watch that goes on.
import type { Grown, Verdict } from '../judge.ts'
import type { Block } from '../samples.ts'

export function progress(
  block: number,
  most: number,
  { canary, baseline }: { readonly canary: Block; readonly baseline: Block },
  { metrics }: Verdict,
): string {
  const evidence = Object.entries(metrics).map(([name, { worse, sound }]) => {
    const parts = [`worse ${far(worse)}`, ...(sound ? [`no worse ${far(sound)}`] : [])]
    return `${name} ${parts.join(', ')}`
  })
  const gap = canary.gap ?? baseline.gap
  const counts = `canary ${canary.errors}/${canary.requests} failed, baseline ${baseline.errors}/${baseline.requests}`
  return `block ${block} of ${most}: ${gap === undefined ? counts : `not counted, ${gap}`}; ${evidence.join('; ')}`
}

/** How far to what decides, as evidence adds up: by factors. */
function far({ evidence, needed }: Grown): string {
  const share = evidence <= 1 ? 0 : Math.log(evidence) / Math.log(needed)
  return `${Math.min(100, Math.floor(100 * share))} %`
}
