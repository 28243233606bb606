// What Prometheus checks once an expression parses: that each part yields what the part around it takes.
import type { SyntaxNode } from '@lezer/common'
import type { Flaw } from './syntax.ts'

/** As letters, so that what a function takes can be written as a pattern. */
const NOUNS = { s: 'number', t: 'text', v: 'vector', r: 'range' } as const
type Type = keyof typeof NOUNS

const RANGE = /^r$/
const VECTOR = /^v$/
const NUMBERS = /^ss$/

/** Functions that are not here take one vector, or those of `OF_RANGE` one range. */
const TAKES: Readonly<Record<string, RegExp>> = {
  clamp: /^vss$/,
  clamp_max: /^vs$/,
  clamp_min: /^vs$/,
  histogram_fraction: /^ssv$/,
  histogram_quantile: /^sv$/,
  histogram_quantiles: /^vts+$/,
  info: /^vv?$/,
  label_join: /^vttt*$/,
  label_replace: /^vtttt$/,
  pi: /^$/,
  round: /^vs?$/,
  sort_by_label: /^vt*$/,
  sort_by_label_desc: /^vt*$/,
  time: /^$/,
  vector: /^s$/,
  quantile_over_time: /^sr$/,
  predict_linear: /^rs$/,
  double_exponential_smoothing: /^rss$/,
  max_of: NUMBERS,
  min_of: NUMBERS,
}
/** Without an argument they are about the time of evaluation. */
const OF_TIME = /^(minute|hour|day_of_(week|month|year)|days_in_month|month|year)$/
const OF_RANGE = /^(i?rate|increase|i?delta|deriv|changes|resets|\w+_over_time)$/
const YIELDS_NUMBER = /^(scalar|time|pi|step|range|max_of|min_of)$/
const COMPARISONS = ['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte']
const SETS = ['And', 'Or', 'Unless']
/** What an offset, an `@` or another modifier can be about. */
const SELECTORS = ['VectorSelector', 'MatrixSelector', 'SubqueryExpr', 'OffsetExpr', 'StepInvariantExpr']

class Mismatch extends Error {
  readonly flaw: Flaw

  constructor({ from: offset }: SyntaxNode, message: string) {
    super(message)
    this.flaw = { offset, message }
  }
}

/** What is wrong with the types of a query's parts; the whole must yield a vector. */
export function typeFlaw(query: SyntaxNode, text: string): Flaw | undefined {
  try {
    const [whole] = children(query)
    const type = whole && typeOf(whole, text)
    if (whole && type === 'r') throw new Mismatch(whole, RANGE_STRAYS)
    if (whole && type !== 'v') throw new Mismatch(whole, 'yields no series, but one value by itself')
    return undefined
  } catch (error) {
    if (error instanceof Mismatch) return error.flaw
    throw error
  }
}

const RANGE_STRAYS = 'has a range where a value is needed'

function typeOf(node: SyntaxNode, text: string): Type {
  const parts = children(node)
  const [first, last] = [parts[0] ?? node, parts.at(-1) ?? node]
  switch (node.name) {
    case 'NumberDurationLiteral':
      return 's'
    case 'StringLiteral':
      return 't'
    case 'FunctionCall':
      return called(node, text)
    case 'AggregateExpr':
      return aggregated(node, text)
    case 'BinaryExpr':
      return combined(node, text)
    case 'UnaryExpr':
      return operand(last, text)
    case 'ParenExpr':
      return typeOf(first, text)
    case 'MatrixSelector':
      if (first.name === 'VectorSelector') return 'r'
      throw new Mismatch(node, 'takes a range of what is no selector')
    case 'SubqueryExpr':
      if (typeOf(first, text) === 'v') return 'r'
      throw new Mismatch(node, 'takes a range of what is no vector')
    case 'OffsetExpr':
    case 'StepInvariantExpr':
    case 'AnchoredExpr':
    case 'SmoothedExpr':
      if (SELECTORS.includes(first.name)) return typeOf(first, text)
      throw new Mismatch(node, 'moves in time what is no selector')
    default:
      return 'v'
  }
}

function called(node: SyntaxNode, text: string): Type {
  const name = textOf(node.getChild('FunctionIdentifier'), text)
  const takes = TAKES[name] ?? (OF_TIME.test(name) ? /^v?$/ : OF_RANGE.test(name) ? RANGE : VECTOR)
  checkArguments(node, name, takes, text)
  return YIELDS_NUMBER.test(name) ? 's' : 'v'
}

function aggregated(node: SyntaxNode, text: string): Type {
  const name = textOf(node.getChild('AggregateOp'), text).toLowerCase()
  const ofNumber = /^(topk|bottomk|quantile|limitk|limit_ratio)$/.test(name)
  checkArguments(node, name, ofNumber ? /^sv$/ : name === 'count_values' ? /^tv$/ : VECTOR, text)
  return 'v'
}

function checkArguments(node: SyntaxNode, name: string, takes: RegExp, text: string): void {
  const body = node.getChild('FunctionCallBody')
  const given = (body ? children(body) : []).map((part) => ({ part, type: typeOf(part, text) }))
  const types = given.map(({ type }) => type).join('')
  if (takes.test(types)) return
  const ranges = takes.source.includes('r')
  const stray = given.find(({ type }) => type === 'r')
  if (stray && !ranges) throw new Mismatch(stray.part, RANGE_STRAYS)
  if (!stray && ranges) throw new Mismatch(node, `gives ${name}() no range such as [{{.window}}]`)
  const said = given.map(({ type }) => NOUNS[type]).join(', ') || 'nothing'
  throw new Mismatch(node, `gives ${name}() (${said}), which it does not take`)
}

function combined(node: SyntaxNode, text: string): Type {
  const parts = children(node)
  const [left = node, right = node] = [parts[0], parts.at(-1)]
  const types = operand(left, text) + operand(right, text)
  const has = (...names: string[]): boolean => parts.some(({ name }) => names.includes(name))
  if (types.includes('s') && has(...SETS)) {
    throw new Mismatch(node, 'joins a number by and, or or unless, which are of vectors')
  }
  const matching = node.getChild('MatchingModifierClause')?.getChild('GroupingLabels')
  if (types.includes('s') && matching?.getChild('LabelName')) {
    throw new Mismatch(node, 'matches the labels of a number, which has none')
  }
  if (types === 'ss' && has(...COMPARISONS) && !has('BoolModifier')) {
    throw new Mismatch(node, 'compares two numbers without bool')
  }
  if (has('BoolModifier') && !has(...COMPARISONS))
    throw new Mismatch(node, 'has bool where nothing is compared')
  return types === 'ss' ? 's' : 'v'
}

/** Of arithmetic and comparisons. */
function operand(node: SyntaxNode, text: string): 's' | 'v' {
  const type = typeOf(node, text)
  if (type === 's' || type === 'v') return type
  throw new Mismatch(node, type === 'r' ? RANGE_STRAYS : 'has a text where a value is needed')
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child)
  }
  return found
}

const textOf = (node: SyntaxNode | null, text: string): string => (node ? text.slice(node.from, node.to) : '')
