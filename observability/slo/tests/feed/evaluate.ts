// What a query yields at one instant, of series whose values are known: as much of PromQL as people write over gauges,
// which are selectors, comparisons, arithmetic and the plain aggregations. Ranges look back and are not among it.

import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { groupBy } from '../../../group-by.ts'
import { accepts } from '../../promql/accepts.ts'
import { children, type Selector, selectorOf, textOf } from '../../promql/counters.ts'
import type { Labels } from '../promtool.ts'

export interface Sample {
  readonly name: string
  readonly labels: Labels
  readonly value: number
}

type Value = number | readonly Sample[]
type Plan = (series: readonly Sample[]) => Value

export interface Evaluation {
  /** Those that the query reads. */
  readonly selectors: readonly Selector[]
  /** The values it yields. */
  readonly of: (series: readonly Sample[]) => readonly number[]
}

class Unknown extends Error {}

/** Undefined for a query that does more than is known here. */
export function evaluation(text: string): Evaluation | undefined {
  const selectors: Selector[] = []
  try {
    const root = parser.parse(text).topNode.firstChild
    if (!root) return undefined
    const plan = planOf(root, text, selectors)
    return { selectors, of: (series) => vectorOf(plan(series)).map(({ value }) => value) }
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function planOf(node: SyntaxNode, text: string, selectors: Selector[]): Plan {
  const inner = (of: SyntaxNode | undefined | null) => planOf(of ?? fail(), text, selectors)
  switch (node.name) {
    case 'ParenExpr':
      return inner(only(node))
    case 'NumberDurationLiteral': {
      const number = Number(textOf(node, text))
      return Number.isNaN(number) ? fail() : () => number
    }
    case 'VectorSelector':
      return selected(selectorOf(node, text) ?? fail(), selectors)
    case 'UnaryExpr': {
      const operand = inner(node.lastChild)
      const sign = textOf(node.getChild('UnaryOp'), text) === '-' ? -1 : 1
      return (series) => each(operand(series), (value) => sign * value)
    }
    case 'FunctionCall':
      return called(node, text, inner(only(node.getChild('FunctionCallBody') ?? fail())))
    case 'AggregateExpr':
      return aggregated(node, text, inner(only(node.getChild('FunctionCallBody') ?? fail())))
    case 'BinaryExpr': {
      const [left, right] = [inner(node.firstChild), inner(node.lastChild)]
      return combined(node, text, left, right)
    }
    default:
      return fail()
  }
}

function selected(selector: Selector, selectors: Selector[]): Plan {
  selectors.push(selector)
  const { metric, matchers } = selector
  return (series) =>
    series.filter(
      ({ name, labels }) => name === metric && matchers.every((one) => accepts(one, labels[one.label] ?? '')),
    )
}

const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
}

function called(node: SyntaxNode, text: string, argument: Plan): Plan {
  const name = textOf(node.getChild('FunctionIdentifier'), text)
  if (name === 'vector') return (series) => [{ name: '', labels: {}, value: numberOf(argument(series)) }]
  const change = FUNCTIONS[name] ?? fail()
  return (series) => each(argument(series), change)
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: total,
  avg: (values) => total(values) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
  group: () => 1,
}

function aggregated(node: SyntaxNode, text: string, argument: Plan): Plan {
  const aggregate = AGGREGATES[textOf(node.getChild('AggregateOp'), text).toLowerCase()] ?? fail()
  const modifier = node.getChild('AggregateModifier')
  const named = labelNames(modifier, text)
  const kept = (labels: Labels) =>
    picked(labels, (name) => named.includes(name) === !modifier?.getChild('Without'))
  return (series) => {
    const groups = groupBy(vectorOf(argument(series)), ({ labels }) => keyOf(kept(labels)))
    return [...groups.values()].map((members) => ({
      name: '',
      labels: kept((members[0] as Sample).labels),
      value: aggregate(members.map(({ value }) => value)),
    }))
  }
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
}
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Eql: (a, b) => a === b,
  Neq: (a, b) => a !== b,
  Gtr: (a, b) => a > b,
  Lss: (a, b) => a < b,
  Gte: (a, b) => a >= b,
  Lte: (a, b) => a <= b,
}

function combined(node: SyntaxNode, text: string, left: Plan, right: Plan): Plan {
  const operator = children(node)[1]?.name ?? ''
  const key = matchedBy(node.getChild('MatchingModifierClause'), text)
  const asSet = SETS[operator]
  if (asSet) {
    return (series) => asSet(vectorOf(left(series)), vectorOf(right(series)), key)
  }
  const result = resultOf(operator, node.getChild('BoolModifier') !== null)
  return (series) => {
    const [a, b] = [left(series), right(series)]
    if (typeof a === 'number') {
      return typeof b === 'number' ? (result(a, b, a) ?? fail()) : some(b, (value) => result(a, value, value))
    }
    if (typeof b === 'number') return some(a, (value) => result(value, b, value))
    const partners = new Map(b.map((one) => [key(one), one.value]))
    return a.flatMap((one) => {
      const partner = partners.get(key(one))
      return partner === undefined ? [] : some([one], (value) => result(value, partner, value))
    })
  }
}

type Key = (sample: Sample) => string

const SETS: Readonly<
  Record<string, (some: readonly Sample[], others: readonly Sample[], key: Key) => readonly Sample[]>
> = {
  And: (some, others, key) => some.filter((one) => others.some((other) => key(other) === key(one))),
  Unless: (some, others, key) => some.filter((one) => !others.some((other) => key(other) === key(one))),
  Or: (some, others, key) => [
    ...some,
    ...others.filter((other) => !some.some((one) => key(one) === key(other))),
  ],
}

/** Undefined for what a comparison leaves out; what it keeps has the value of the vector's side. */
function resultOf(
  operator: string,
  bool: boolean,
): (a: number, b: number, kept: number) => number | undefined {
  const arithmetic = ARITHMETIC[operator]
  if (arithmetic) return arithmetic
  const holds = COMPARISONS[operator] ?? fail()
  return (a, b, kept) => (bool ? Number(holds(a, b)) : holds(a, b) ? kept : undefined)
}

/** One to one: of a group on either side only its first would be found. */
function matchedBy(clause: SyntaxNode | null, text: string): Key {
  if (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight')) fail()
  const named = labelNames(clause, text)
  const on = clause?.getChild('On') != null
  return ({ labels }) => keyOf(picked(labels, (name) => named.includes(name) === on))
}

function labelNames(modifier: SyntaxNode | null, text: string): string[] {
  const names = modifier?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []
  return names.map((name) => textOf(name, text))
}

function picked(labels: Labels, wanted: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => wanted(name)))
}

const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort())

function each(value: Value, change: (value: number) => number): Value {
  return typeof value === 'number' ? change(value) : some(value, change)
}

function some(vector: readonly Sample[], change: (value: number) => number | undefined): Sample[] {
  return vector.flatMap((one) => {
    const value = change(one.value)
    return value === undefined ? [] : [{ ...one, name: '', value }]
  })
}

function only(node: SyntaxNode | null): SyntaxNode {
  const [first, ...more] = node ? children(node) : []
  return first && more.length === 0 ? first : fail()
}

const vectorOf = (value: Value): readonly Sample[] => (typeof value === 'number' ? fail() : value)
const numberOf = (value: Value): number => (typeof value === 'number' ? value : fail())

function fail(): never {
  throw new Unknown()
}
