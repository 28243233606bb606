// The example of background analysis in Argo Rollouts' documentation, which most templates begin as:
// https://argo-rollouts.readthedocs.io/en/stable/features/analysis/#background-analysis. Canary alone, failures alone.
import { promoted, type Rule, rolledBack, undecided } from './rule.ts'

/** `successCondition: result[0] >= 0.95`, `failureLimit: 3`, `interval: 5m`. */
const LEAST_SUCCESS = 0.95
const FAILURE_LIMIT = 3
const INTERVAL = 5
/** The analysis begins with the second step; each of four steps pauses for ten minutes. */
const FIRST = 10
const LAST = 40

/** `irate` reads the last two samples of its window: here, the last block. */
export const argo: Rule = {
  name: 'Argo Rollouts',
  decide({ canary }) {
    let failed = 0
    for (let block = FIRST; block <= LAST; block += INTERVAL) {
      const measured = canary[block - 1]
      if (!measured) return undecided
      const { requests, errors } = measured
      if (requests > 0 && (requests - errors) / requests < LEAST_SUCCESS) failed++
      // The text says "three such measurements"; the controller aborts when there are more than the limit.
      if (failed > FAILURE_LIMIT) return rolledBack(block)
    }
    return promoted(LAST)
  },
}
