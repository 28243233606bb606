// Flagger as its documentation has it: https://docs.flagger.app/usage/metrics,
// https://docs.flagger.app/usage/deployment-strategies. It looks at the canary alone, a minute at a time.
import type { Block } from '../../../../observability/canary/samples.ts'
import { promoted, type Rule, rolledBack, undecided } from './rule.ts'

/** Of `request-success-rate`, `min: 99`; and `request-duration` is the 99th percentile, so that one in a hundred may be slower. */
const LEAST_SUCCESS = 0.99
const MOST_SLOW = 0.01

/**
 * `iterations`: checks that must be passed; one that is not is taken again. `threshold`: checks that may not be passed
 * before it is rolled back.
 */
export function flagger(
  name: string,
  { iterations, threshold = 5 }: { iterations: number; threshold?: number },
): Rule {
  return {
    name,
    decide({ canary }) {
      let [passed, failed] = [0, 0]
      for (const [index, block] of canary.entries()) {
        if (isWell(block)) passed++
        else failed++
        if (failed >= threshold) return rolledBack(index + 1)
        if (passed >= iterations) return promoted(index + 1)
      }
      return undecided
    },
  }
}

/** Without traffic a check has no value, and fails. */
function isWell({ requests, errors, slow = {} }: Block): boolean {
  if (requests === 0 || (requests - errors) / requests < LEAST_SUCCESS) return false
  return Object.values(slow).every((count) => count / requests <= MOST_SLOW)
}
