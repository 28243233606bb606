// Labels that the matchers of a query ask for.
import { accepts } from '../../promql/accepts.ts'
import type { Matcher } from '../../promql/build.ts'
import type { Labels } from '../promtool.ts'
import { samplesOf } from './regex-samples.ts'

const INSTANCES = ['instance', 'pod', 'replica']
const MOST_LABEL_SETS = 4_000
/** Values that no expression names, for labels that must differ from what it does name. */
const COMMON = ['', '200', '404', '500', 'GET', 'other', 'true', '0']

/** Every mix of the values that the matchers name, samples of what they describe, and common ones. */
export function labelSets(matchers: readonly Matcher[]): Labels[] {
  const names = [...new Set(matchers.map(({ label }) => label))].sort()
  let sets: Labels[] = [{}]
  for (const label of names) {
    const own = matchers.filter((matcher) => matcher.label === label)
    const room = Math.max(2, Math.floor(MOST_LABEL_SETS / sets.length))
    const values = valuesFor(own).slice(0, room)
    sets = sets.flatMap((set) => values.map((value) => (value === '' ? set : { ...set, [label]: value })))
  }
  return sets.slice(0, MOST_LABEL_SETS)
}

/** Those that please most matchers come first. */
function valuesFor(matchers: readonly Matcher[]): string[] {
  const named = matchers.flatMap(({ op, value }) => (op === '=' || op === '!=' ? [value] : samplesOf(value)))
  const pleased = (value: string) => matchers.filter((matcher) => accepts(matcher, value)).length
  return [...new Set([...named, ...COMMON])].sort((a, b) => pleased(b) - pleased(a))
}

/** A label that sets instances apart, which none of these asks for. */
export function unasked(matchers: readonly Matcher[]): string | undefined {
  return INSTANCES.find((name) => !matchers.some(({ label }) => label === name))
}
