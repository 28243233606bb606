// Reads queries that only add and subtract sums of counters: almost all that people write as an SLI. Known so well,
// they can be asked for any window, and with series that were born within it counted in full.

import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import type { Matcher, MatchOperator } from './build.ts'
import { unquote } from './strings.ts'

export interface Selector {
  readonly metric: string
  readonly matchers: readonly Matcher[]
}

export interface CounterTerm {
  readonly sign: 1 | -1
  readonly selector: Selector
}

const COUNTING = new Set(['rate', 'increase', 'irate'])

/** The counters a query adds and subtracts, or undefined if it does anything else. `{{.window}}` may stand in it. */
export function counterTerms(query: string): readonly CounterTerm[] | undefined {
  const text = query.replaceAll('{{.window}}', '5m')
  const root = parser.parse(text).topNode.firstChild
  return root ? terms(root, text, 1) : undefined
}

function terms(node: SyntaxNode, text: string, sign: 1 | -1): readonly CounterTerm[] | undefined {
  switch (node.name) {
    case 'ParenExpr':
      return inner(node, text, sign)
    case 'AggregateExpr':
      return node.getChild('AggregateOp')?.getChild('Sum') ? inner(node, text, sign) : undefined
    case 'FunctionCall':
      return counted(node, text, sign)
    case 'VectorSelector':
      return selected(node, text, sign)
    case 'BinaryExpr':
      return combined(node, text, sign)
    default:
      return undefined
  }
}

/** What stands within the brackets, if it is one expression. */
function inner(node: SyntaxNode, text: string, sign: 1 | -1): readonly CounterTerm[] | undefined {
  const body = node.getChild('FunctionCallBody') ?? node
  const [only, ...more] = children(body).filter(({ name }) => name !== '(' && name !== ')')
  return only && more.length === 0 ? terms(only, text, sign) : undefined
}

function counted(node: SyntaxNode, text: string, sign: 1 | -1): readonly CounterTerm[] | undefined {
  const name = textOf(node.getChild('FunctionIdentifier'), text)
  const vector = node.getChild('FunctionCallBody')?.getChild('MatrixSelector')?.getChild('VectorSelector')
  return COUNTING.has(name) && vector ? selected(vector, text, sign) : undefined
}

function combined(node: SyntaxNode, text: string, sign: 1 | -1): readonly CounterTerm[] | undefined {
  const operands = children(node)
  const [left, operator, right] = operands
  if (!left || !operator || !right || operands.length !== 3) return undefined // on, ignoring, bool
  if (operator.name === 'Or')
    return /^vector\(\s*0\s*\)$/.test(textOf(right, text)) ? terms(left, text, sign) : undefined
  if (operator.name !== 'Add' && operator.name !== 'Sub') return undefined
  const first = terms(left, text, sign)
  const second = terms(right, text, operator.name === 'Add' ? sign : (-sign as 1 | -1))
  return first && second ? [...first, ...second] : undefined
}

function selected(node: SyntaxNode, text: string, sign: 1 | -1): readonly CounterTerm[] | undefined {
  const selector = selectorOf(node, text)
  return selector && [{ sign, selector }]
}

/** Of a VectorSelector; undefined where it names no metric, or labels as only UTF-8 has them. */
export function selectorOf(node: SyntaxNode, text: string): Selector | undefined {
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
    (matcher): Matcher => ({
      label: textOf(matcher.getChild('LabelName'), text),
      op: textOf(matcher.getChild('MatchOp'), text) as MatchOperator,
      value: unquote(textOf(matcher.getChild('StringLiteral'), text)) ?? '',
    }),
  )
  if (node.getChild('LabelMatchers')?.getChild('QuotedLabelMatcher')) return undefined
  const named = matchers.find(({ label, op }) => label === '__name__' && op === '=')
  const metric = textOf(node.getChild('Identifier'), text) || named?.value
  if (metric === undefined) return undefined
  return { metric, matchers: matchers.filter((matcher) => matcher !== named) }
}

export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child)
  return found
}

export function textOf(node: SyntaxNode | null | undefined, text: string): string {
  return node ? text.slice(node.from, node.to) : ''
}
