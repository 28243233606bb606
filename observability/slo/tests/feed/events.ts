// Events that are counted by other people's queries. A query that only adds and subtracts counters says which series
// it reads: here labels are found with which a series is counted as a good event, or as a bad one.
import type { EventIndicator } from '../../model/model.ts'
import { accepts } from '../../promql/accepts.ts'
import { type CounterTerm, counterTerms } from '../../promql/counters.ts'
import { type Labels, metric } from '../promtool.ts'
import type { Feed, Member } from './feed.ts'
import { labelSets, unasked } from './labels.ts'

/** What a rise of one in a series adds to the counted events, bad or good, and to the total. */
interface Candidate {
  readonly name: string
  readonly labels: Labels
  readonly counted: number
  readonly total: number
}

export function eventFeed({ count, total }: EventIndicator): Feed | undefined {
  const counted = 'bad' in count ? count.bad : count.good
  if (counted.yields === 'delta' || total.yields === 'delta') return undefined
  const countedTerms = counterTerms(counted.text)
  const totalTerms = counterTerms(total.text)
  if (!countedTerms || !totalTerms) return undefined
  const candidates = candidatesOf(countedTerms, totalTerms)
  const badIsCounted = 'bad' in count ? 1 : 0
  const bad = combination(candidates, badIsCounted, 1)
  const good = combination(candidates, 1 - badIsCounted, 1)
  if (!bad || !good) return undefined
  const strangers = candidates.filter((each) => each.counted === 0 && each.total === 0)
  const asked = [...countedTerms, ...totalTerms].flatMap(({ selector }) => selector.matchers)
  const instance = unasked(asked)
  if (instance === undefined) return undefined
  const own = { members: members(good, bad), instance, noise: nearest(strangers, [...bad, ...good]) }
  const lateInTotal = bad.some((each) => !good.includes(each) && each.total !== 0)
  const births =
    isPart(countedTerms, totalTerms) ||
    (badIsCounted === 1 && isSingle(countedTerms, totalTerms) && !lateInTotal)
  return { ...own, births }
}

function isSingle(...queries: readonly (readonly CounterTerm[])[]): boolean {
  return queries.every(([first, ...rest]) => first?.sign === 1 && rest.length === 0)
}

/** Whether the one says of series all that the other does, and more. */
function isPart(counted: readonly CounterTerm[], total: readonly CounterTerm[]): boolean {
  const [part, whole] = [counted[0]?.selector, total[0]?.selector]
  if (!part || !whole || !isSingle(counted, total) || part.metric !== whole.metric) return false
  return whole.matchers.every((one) =>
    part.matchers.some(({ label, op, value }) => label === one.label && op === one.op && value === one.value),
  )
}

function candidatesOf(counted: readonly CounterTerm[], total: readonly CounterTerm[]): Candidate[] {
  const terms = [...counted, ...total]
  const names = [...new Set(terms.map(({ selector }) => selector.metric))]
  return names.flatMap((name) => {
    const own = terms.filter(({ selector }) => selector.metric === name)
    return labelSets(own.flatMap(({ selector }) => selector.matchers)).map((labels) => ({
      name,
      labels,
      counted: effect(counted, name, labels),
      total: effect(total, name, labels),
    }))
  })
}

function effect(terms: readonly CounterTerm[], name: string, labels: Labels): number {
  return terms
    .filter(({ selector }) => selector.metric === name)
    .filter(({ selector }) => selector.matchers.every((each) => accepts(each, labels[each.label] ?? '')))
    .reduce((sum, { sign }) => sum + sign, 0)
}

/** The fewest series, three at most, whose joint rise is one event of the wanted kind. */
function combination(
  candidates: readonly Candidate[],
  counted: number,
  total: number,
): Candidate[] | undefined {
  const useful = distinct(candidates.filter((each) => each.counted !== 0 || each.total !== 0))
  const search = (size: number, from: number, c: number, t: number): Candidate[] | undefined => {
    if (size === 0) return c === counted && t === total ? [] : undefined
    for (let index = from; index < useful.length; index += 1) {
      const each = useful[index] as Candidate
      const rest = search(size - 1, index + 1, c + each.counted, t + each.total)
      if (rest) return [each, ...rest]
    }
    return undefined
  }
  return search(1, 0, 0, 0) ?? search(2, 0, 0, 0) ?? search(3, 0, 0, 0)
}

/** One candidate for each metric and effect: others would do the same. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Map<string, Candidate>()
  for (const each of candidates) {
    const key = `${each.name} ${each.counted} ${each.total}`
    if (!seen.has(key)) seen.set(key, each)
  }
  return [...seen.values()]
}

function members(good: readonly Candidate[], bad: readonly Candidate[]): Member[] {
  const all = [...new Set([...good, ...bad])]
  return all.map((each) => ({
    name: each.name,
    labels: each.labels,
    good: good.includes(each) ? 1 : 0,
    bad: bad.includes(each) ? 1 : 0,
    late: !good.includes(each),
  }))
}

/** For each label that the queries look at, one series that differs from a counted one in that alone. */
function nearest(strangers: readonly Candidate[], counted: readonly Candidate[]): string[] {
  const found = new Map<string, string>()
  for (const { name, labels } of counted)
    for (const stranger of strangers.filter((each) => each.name === name)) {
      const [label, ...more] = differences(stranger.labels, labels)
      if (label === undefined || more.length > 0 || found.has(`${name} ${label}`)) continue
      found.set(`${name} ${label}`, metric(name, stranger.labels))
    }
  return [...found.values()]
}

function differences(a: Labels, b: Labels): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name])
}
