// Counts test results in what the runners print: node:test's closing lines and Playwright's.
import { stripVTControlCharacters } from 'node:util'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** `ℹ pass 12`, or `# pass 12` from the TAP reporter. */
const NODE_TEST = /^[ℹ#] (pass|fail|cancelled|skipped|todo) (\d+)$/
/** `  12 passed (3.4s)`. */
const PLAYWRIGHT = /^ {2}(\d+) (passed|failed|skipped|flaky|interrupted|did not run)(?: \([\d.]+m?s\))?$/

const KINDS: Record<string, keyof Tally> = {
  pass: 'passed',
  passed: 'passed',
  flaky: 'failed', // a test that passes on the second try is a test that failed
  fail: 'failed',
  failed: 'failed',
  cancelled: 'failed',
  interrupted: 'failed',
  'did not run': 'skipped',
  skipped: 'skipped',
  todo: 'skipped',
}

export function none(): Tally {
  return { passed: 0, failed: 0, skipped: 0 }
}

export function sum(tallies: Tally[]): Tally {
  const total = none()
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** The counts in one stage's output; several runners may have written to it. */
export function tallyOf(output: string): Tally {
  const tally = none()
  for (const line of stripVTControlCharacters(output).split('\n')) {
    const [, nodeKind, nodeCount] = NODE_TEST.exec(line.trimEnd()) ?? []
    const [, webCount, webKind] = PLAYWRIGHT.exec(line.trimEnd()) ?? []
    const kind = KINDS[nodeKind ?? webKind ?? '']
    if (kind) tally[kind] += Number(nodeCount ?? webCount)
  }
  return tally
}

export function sentence({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
