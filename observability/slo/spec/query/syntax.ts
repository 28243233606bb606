// What Prometheus checks beyond its grammar, so far as a query in an SLO file is likely to break it; and the parts
// of a query that reading it needs.
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { syntaxError } from '../../promql/parse.ts'
import { unquote } from '../../promql/strings.ts'
import { typeFlaw } from './types.ts'

/** A window's place in a query; Sloth's, with or without blanks. */
const PLACEHOLDER = /\{\{-?\s*\.window\s*-?\}\}/g

export interface RangeCall {
  readonly name: string
  readonly node: SyntaxNode
  readonly nameNode: SyntaxNode
  /** `x[5m]` or `(x)[5m:1m]`, without an offset. */
  readonly range: SyntaxNode
  readonly duration: SyntaxNode
  /** The range is the placeholder. */
  readonly windowed: boolean
}

export interface Selector {
  readonly metric: string
  readonly matchers: readonly { label: string; op: string; value: string; node: SyntaxNode }[]
}

export interface Syntax {
  /** As given, but without comments. */
  readonly text: string
  /** Those that are not within another. */
  readonly rangeCalls: readonly RangeCall[]
  readonly selectors: readonly Selector[]
  readonly functions: ReadonlySet<string>
  readonly windows: number
}

export interface Flaw {
  readonly offset: number
  readonly message: string
}

export function parseQuery(text: string): Syntax | Flaw {
  const standIn = withWindow(text)
  const { topNode } = parser.parse(standIn)
  const tooDeep = offsetTooDeep(topNode)
  if (tooDeep !== undefined) {
    return {
      offset: tooDeep,
      message: `joins or nests more than ${DEEPEST} parts, so record some by a rule first`,
    }
  }
  const offset = syntaxError(standIn)
  if (offset !== undefined) return { offset, message: 'does not parse' }
  const nodes = [...walk(topNode)]
  const flaw = nodes.map((node) => flawOf(node, standIn)).find(Boolean) ?? typeFlaw(topNode, standIn)
  if (flaw) return flaw
  const calls = nodes.flatMap((node) => toRangeCall(node, text, standIn) ?? [])
  const stray = [...text.matchAll(PLACEHOLDER)].find(
    ({ index }) => !calls.some((call) => call.duration.from === index),
  )
  if (stray) return { offset: stray.index, message: 'has {{.window}} where no range can be' }
  return {
    text: withoutComments(text, nodes.filter(named('LineComment'))),
    rangeCalls: calls.filter(
      ({ node }) => !calls.some((other) => other.node !== node && holds(other.node, node)),
    ),
    selectors: nodes.filter(named('VectorSelector')).map((node) => toSelector(node, standIn)),
    functions: new Set(nodes.filter(named('FunctionIdentifier')).map((node) => textOf(node, standIn))),
    windows: [...text.matchAll(PLACEHOLDER)].length,
  }
}

/** A sum is as deep as it has terms; with far more, or once its rules are compiled, the parser gives up. */
const DEEPEST = 120

function offsetTooDeep(top: SyntaxNode): number | undefined {
  const cursor = top.cursor()
  let depth = 0
  let deepest: number | undefined
  cursor.iterate(
    ({ from }) => {
      depth += 1
      if (depth > DEEPEST) deepest ??= from
    },
    () => {
      depth -= 1
    },
  )
  return deepest
}

/** A comment would swallow what is written after it. Blanks in its place leave all others where they are. */
function withoutComments(text: string, comments: readonly SyntaxNode[]): string {
  return comments.reduce(
    (before, { from, to }) => before.slice(0, from) + ' '.repeat(to - from) + before.slice(to),
    text,
  )
}

/** The same length, so that places in one are places in the other: `00000000005m`. */
const withWindow = (text: string): string =>
  text.replace(PLACEHOLDER, (found) => '5m'.padStart(found.length, '0'))

export const normalise = (text: string): string =>
  text
    .replace(PLACEHOLDER, '{{.window}}')
    .replace(/[ \t]+$/gm, '')
    .trim()

export const textOf = (node: { from: number; to: number }, text: string): string =>
  text.slice(node.from, node.to)

const named =
  (...names: readonly string[]) =>
  (node: SyntaxNode): boolean =>
    names.includes(node.name)

const isRange = named('MatrixSelector', 'SubqueryExpr')

const holds = (outer: SyntaxNode, inner: SyntaxNode): boolean =>
  outer.from <= inner.from && inner.to <= outer.to

function* walk(top: SyntaxNode): Generator<SyntaxNode> {
  const cursor = top.cursor()
  do yield cursor.node
  while (cursor.next())
}

/** The call whose argument a range is; offsets and `@` may stand between. */
function callOf(range: SyntaxNode): SyntaxNode | undefined {
  let node = range.parent
  while (node && named('OffsetExpr', 'StepInvariantExpr', 'ParenExpr')(node)) node = node.parent
  return node?.name === 'FunctionCallBody' && node.parent?.name === 'FunctionCall' ? node.parent : undefined
}

function toRangeCall(range: SyntaxNode, text: string, standIn: string): RangeCall | undefined {
  if (!isRange(range)) return undefined
  const node = callOf(range)
  const nameNode = node?.getChild('FunctionIdentifier')
  const duration = range.getChild('DurationExpr') ?? range.getChild('NumberDurationLiteralInDurationContext')
  if (!node || !nameNode || !duration) return undefined
  const windowed = textOf(duration, text).startsWith('{{')
  return { name: textOf(nameNode, standIn), node, nameNode, range, duration, windowed }
}

function flawOf(node: SyntaxNode, text: string): Flaw | undefined {
  if (node.name === 'StringLiteral' && unquote(textOf(node, text)) === undefined) {
    return { offset: node.from, message: 'has a text with a backslash that escapes nothing' }
  }
  return node.name === 'VectorSelector' ? selectorFlaw(node, text) : undefined
}

function selectorFlaw(node: SyntaxNode, text: string): Flaw | undefined {
  const { metric, matchers } = toSelector(node, text)
  if (metric === '' && !matchers.some(({ op, value }) => mustHoldText(op, value))) {
    return { offset: node.from, message: 'selects every series there is' }
  }
  const bad = matchers.find(({ op, value }) => op.endsWith('~') && !isRegex(value))
  return bad && { offset: bad.node.from, message: 'holds a regular expression that RE2 refuses' }
}

const mustHoldText = (op: string, value: string): boolean =>
  op === '=' ? value !== '' : op === '!=' ? value === '' : op === '=~' ? !/^(\.\*|)$/.test(value) : true

/** Sure of its no only: JavaScript's syntax is the wider one but for a few notations that are let pass. */
function isRegex(text: string): boolean {
  if (/\(\?(=|!|<=|<!)|\\[1-9]/.test(text)) return false
  if (/\(\?|\\[QpPzAC]|\[\[:/.test(text)) return true
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}

function toSelector(node: SyntaxNode, text: string): Selector {
  const matchers = [...walk(node)]
    .filter(named('UnquotedLabelMatcher', 'QuotedLabelMatcher'))
    .map((matcher) => {
      const [label, , value] = [matcher.firstChild, matcher.firstChild?.nextSibling, matcher.lastChild]
      return {
        label: label ? plain(textOf(label, text)) : '',
        op: matcher.getChild('MatchOp') ? textOf(matcher.getChild('MatchOp') as SyntaxNode, text) : '=',
        value: value ? plain(textOf(value, text)) : '',
        node: matcher,
      }
    })
  const identifier = node.getChild('Identifier') ?? [...walk(node)].find(named('QuotedLabelName'))
  const name = matchers.find(({ label, op }) => label === '__name__' && op === '=')?.value
  return { metric: name ?? (identifier ? plain(textOf(identifier, text)) : ''), matchers }
}

/** Names of labels are quoted or not. */
const plain = (text: string): string => (/^["'`]/.test(text) ? (unquote(text) ?? '') : text)
