// What decides about a canary. FAIL rolls it back, PASS promotes it.
import type { Verdict } from '../../../../observability/canary/judge.ts'
import type { Samples } from '../../../../observability/canary/samples.ts'

export type Decision = Pick<Verdict, 'verdict' | 'decided_at_block'>

export interface Rule {
  readonly name: string
  readonly decide: (samples: Samples) => Decision
}

export const rolledBack = (block: number): Decision => ({ verdict: 'FAIL', decided_at_block: block })
export const promoted = (block: number): Decision => ({ verdict: 'PASS', decided_at_block: block })
export const undecided: Decision = { verdict: 'INCONCLUSIVE', decided_at_block: null }
