// From the text of a query to what it counts. A range that the author fixed gives way to the windows of the alerts,
// and what counts over a window is brought to a rate or to samples, so that windows can be added up.
import type { Query } from '../../model/model.ts'
import { counterTerms } from '../../promql/counters.ts'
import { type Context, type Part, placeOf } from '../context.ts'
import { quoted } from '../problems.ts'
import { normalise, parseQuery, type RangeCall, type Syntax, textOf } from './syntax.ts'

const LONGEST = 10_000
const WINDOW = '{{.window}}'

export interface Reading {
  readonly query: Query
  readonly syntax: Syntax
  readonly part: Part
}

/** A query that counts events. `counter` is OpenSLO's word on whether what it selects only rises. */
export function readEvents(
  given: string,
  part: Part,
  counter: boolean | undefined,
  context: Context,
): Reading | undefined {
  const syntax = checked(given, part, context)
  if (!syntax) return undefined
  const place = placeOf(part)
  const { text, rangeCalls, windows } = syntax
  if (rangeCalls.length === 0) {
    const yields = counter === undefined ? guess(syntax) : counter ? 'counter' : 'delta'
    if (yields === 'counter' && !counterTerms(text)) {
      return refuse(part, 'is no sum of counters', `write rate(…[${WINDOW}]) around each`, context)
    }
    if (yields) return { query: { text: normalise(text), yields, place }, syntax, part }
    return refuse(
      part,
      'counts over no window',
      `write rate(…[${WINDOW}]), or counter: true or false`,
      context,
    )
  }
  const calls = windows === 0 ? rangeCalls : rangeCalls.filter(({ windowed }) => windowed)
  const unusual = calls.find(({ name }) => !(name in FUNCTIONS))
  if (unusual || calls.length === 0) {
    const what = unusual ? `takes ${unusual.name}() over the window` : `has ${WINDOW} within another range`
    return refuse(part, `${what}, which cannot be added up from window to window`, REMEDY, context)
  }
  const yields = new Set(calls.map(({ name }) => FUNCTIONS[name]?.yields))
  const [only] = yields
  if (yields.size > 1 || only === undefined) {
    return refuse(part, 'adds rates to counts of samples', 'use either throughout', context)
  }
  if (only === 'delta' && calls.some(({ node, range }) => range.parent?.parent?.from !== node.from)) {
    return refuse(part, 'moves its window by an offset', 'put the offset inside, at the selector', context)
  }
  warnOfIrate(calls, part, context)
  return { query: { text: normalise(rewrite(text, calls)), yields: only, place }, syntax, part }
}

/** A query for a value that is looked at now and then: ranges in it stay as they are. */
export function readValue(given: string, part: Part, context: Context): Reading | undefined {
  const syntax = checked(given, part, context)
  if (!syntax) return undefined
  const fixed = normalise(syntax.text).replaceAll(WINDOW, '5m')
  return { query: { text: fixed, yields: 'delta', place: placeOf(part) }, syntax, part }
}

const REMEDY = 'use rate, increase, sum_over_time, count_over_time or avg_over_time'

/** How each function that may take the window is written so that its results add up. */
const FUNCTIONS: Readonly<Record<string, { yields: Query['yields']; becomes: string }>> = {
  rate: { yields: 'rate', becomes: 'rate' },
  irate: { yields: 'rate', becomes: 'rate' },
  increase: { yields: 'rate', becomes: 'rate' },
  sum_over_time: { yields: 'delta', becomes: '' },
  /** The number of samples is that of the total as well. */
  avg_over_time: { yields: 'delta', becomes: '' },
  /** To the power of 0 each sample is 1. */
  count_over_time: { yields: 'delta', becomes: ' ^ 0' },
}

function checked(text: string, part: Part, { problems }: Context): Syntax | undefined {
  const wrong =
    text.length > LONGEST
      ? { offset: 0, message: `is longer than ${LONGEST} characters` }
      : /[^\P{Cc}\t\r\n]/u.test(text)
        ? { offset: text.search(/[^\P{Cc}\t\r\n]/u), message: 'holds a control character' }
        : undefined
  const syntax = wrong ?? parseQuery(text)
  if (!('offset' in syntax)) return syntax
  const { place, column } = part.source.within(part.path, syntax.offset)
  const near = text.slice(syntax.offset, syntax.offset + 20).split('\n')[0]
  const where = near ? `at ${quoted(near)}` : 'at its end'
  const message = `the query ${syntax.message} at column ${column}, ${where}`
  problems.add('SLO_PROMQL_INVALID', place, message, 'correct the PromQL')
  return undefined
}

/** Names end so by convention (https://prometheus.io/docs/practices/naming/). */
function guess({ selectors }: Syntax): 'counter' | 'delta' | undefined {
  // A constant is the same at each sample.
  if (selectors.length === 0) return 'delta'
  const counts =
    selectors.length > 0 && selectors.every(({ metric }) => /_(total|count|bucket)$/.test(metric))
  return counts ? 'counter' : undefined
}

function rewrite(text: string, calls: readonly RangeCall[]): string {
  return [...calls]
    .sort((a, b) => b.node.from - a.node.from)
    .reduce((before, call) => {
      const { node, nameNode, range, duration, name } = call
      const target = FUNCTIONS[name]
      if (target?.yields === 'delta') {
        const inner = `(${textOf(range.firstChild ?? range, text)})${target.becomes}`
        return splice(before, node, target.becomes === '' ? inner : `(${inner})`)
      }
      return splice(splice(before, duration, WINDOW), nameNode, target?.becomes ?? name)
    }, text)
}

const splice = (text: string, { from, to }: { from: number; to: number }, put: string): string =>
  text.slice(0, from) + put + text.slice(to)

function warnOfIrate(calls: readonly RangeCall[], part: Part, { lints }: Context): void {
  const call = calls.find(({ name }) => name === 'irate')
  if (!call) return
  lints.push({
    code: 'SLO_IRATE_REPLACED',
    place: part.source.within(part.path, call.nameNode.from).place,
    message: 'irate() sees only the last two samples of a window and is read as rate()',
    remedy: 'write rate()',
    blocks: false,
  })
}

function refuse(part: Part, message: string, remedy: string, { problems }: Context): undefined {
  problems.add('SLO_QUERY_UNSUPPORTED', placeOf(part), `the query ${message}`, remedy)
}
