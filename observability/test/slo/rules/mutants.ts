// Rule files with one thing wrong: what a mistake in the compiler would look like.
import { parse, stringify } from 'yaml'
import type { Rule, RuleGroup } from '../../../slo/compile/rule.ts'

export interface Mutant {
  /** What kind of mistake it is, so that a sample can have one of each. */
  readonly kind: string
  /** Which rule is wrong, and in what. */
  readonly name: string
  readonly text: string
}

interface Change {
  readonly kind: string
  readonly what: string
  readonly rule: Rule | undefined
}

/** What nothing could tell from the original, and why. */
export const EQUIVALENT: readonly RegExp[] = [
  // How long a series may be out of sight and come back as the same is not for theory to say.
  /^offset .* "offset 3h" → "offset 4h"/,
  // What is left of these labels, the series of the expression have themselves.
  /^label (?:Slo\w+ \w+|slo:(?:error_budget_left|error_budget_exhaustion|burn_rate)\S*): label (?:service|slo) missing/,
  // No gauge is at minus infinity.
  /^operator slo:sli_total:sample: ">=" → ">"/,
  // There is one recorded series of an objective: its sum, mean and maximum are the same.
  /^function slo:sli_\w+:increase(?:2h|6h|[\d]+d): "sum" → "(?:avg|max)"/,
  /^function slo:sli_errors:sample: "sum" → "(?:avg|max)"/,
  /^function slo:sli_\w+:increase(?:5m|30m|1h): "sum" → "(?:avg|max)" at 0$/,
  /^function slo:(?:error_budget_left|burn_rate):\S+: "sum" → "(?:avg|max)"/,
]

/** Patterns in an expression, and what each becomes; one place at a time. */
const MISTAKES: readonly (readonly [kind: string, pattern: RegExp, instead: (found: string) => string[]])[] =
  [
    [
      'threshold',
      /(?<=> )\d*\.?\d+(?:e-\d+)?(?= \*)/g,
      (found) => [`${Number(found) * 1.1}`, `${Number(found) / 1.1}`],
    ],
    [
      'limit',
      /(?<=> )\d*\.?\d+(?= *$)/g,
      (found) => [`${Number(found) + 1}`, `${Number(found) * 1.1 - 0.01}`],
    ],
    ['guard', /(?<=>= )\d+/g, (found) => [`${Number(found) - 1}`, `${Number(found) + 1}`]],
    [
      'operator',
      / (?:>=|>|and|unless) /g,
      (found) => OPERATORS[found.trim()]?.map((each) => ` ${each} `) ?? [],
    ],
    [
      'arithmetic',
      /(?<=^|\s)[+*/-](?= )/g,
      (found) => [{ '+': '-', '-': '+', '*': '/', '/': '*' }[found] ?? '+'],
    ],
    ['window', /(?<=increase)(?:5m|30m|1h|2h|6h|1d|3d|7d|28d|30d)\b/g, neighbours],
    ['range', /(?<=\[)\w+(?=\])/g, neighbours],
    ['offset', / offset \w+/g, (found) => ['', ` offset ${neighbours(found.slice(8)).at(-1)}`]],
    [
      'function',
      /\b(?:sum|round|increase|min_over_time|clamp_min|max|absent|count)\b(?= ?(?:by [^(]*)?\()/g,
      (found) => FUNCTIONS[found] ?? [],
    ],
    ['default', / or (?:vector\(0\)|0 \* \S+)|\nor vector\(0\)/g, () => ['']],
    [
      'matcher',
      /=~|!=|!~|(?<=\w)=(?=")/g,
      (found) => [{ '=~': '!~', '!~': '=~', '!=': '=', '=': '!=' }[found] ?? '='],
    ],
    ['value', /(?<==~?")[^"]+(?=")/g, (found) => [`${found}x`]],
    [
      'number',
      /(?<=\/ |^|\* |vector\()\d+(?:\.\d+)?(?:e-\d+)?\b/g,
      (found) => [`${Number(found) * 1.1 || 1}`],
    ],
  ]

const OPERATORS: Record<string, string[]> = {
  '>=': ['>', '<'],
  '>': ['<'],
  and: ['or', 'unless'],
  unless: ['and'],
}
const FUNCTIONS: Record<string, string[]> = {
  sum: ['max', 'avg'],
  round: ['ceil', 'floor'],
  increase: ['rate', 'delta'],
  min_over_time: ['max_over_time'],
  clamp_min: ['clamp_max'],
  max: ['min', 'sum'],
}

const SPANS = ['5m', '30m', '1h', '2h', '6h', '12h', '18h', '1d', '2d', '3d', '6d', '7d', '14d', '28d', '30d']

function neighbours(span: string): string[] {
  const at = SPANS.indexOf(span)
  if (at < 0)
    return [
      `${Number.parseInt(span, 10) - 1}${span.at(-1)}`,
      `${Number.parseInt(span, 10) + 1}${span.at(-1)}`,
    ]
  return [SPANS[at - 1], SPANS[at + 1]].filter((each) => each !== undefined)
}

export function mutantsOf(text: string): Mutant[] {
  const { groups } = parse(text) as { groups: RuleGroup[] }
  return groups.flatMap((group, groupAt) =>
    group.rules.flatMap((rule, at) =>
      changes(rule).map(({ kind, what, rule: changed }) => {
        const rules = [
          ...group.rules.slice(0, at),
          ...(changed ? [changed] : []),
          ...group.rules.slice(at + 1),
        ]
        const all = groups.map((each, index) => (index === groupAt ? { ...group, rules } : each))
        return { kind, name: `${titleOf(rule)}: ${what}`, text: stringify({ groups: all }, { lineWidth: 0 }) }
      }),
    ),
  )
}

function titleOf({ record, alert, labels }: Rule): string {
  return record ?? `${alert}${labels.window ? ` ${labels.window}` : ''}`
}

function changes(rule: Rule): Change[] {
  return [
    ...inExpression(rule),
    ...inLabels(rule),
    ...inHold(rule),
    { kind: 'rule', what: 'left out', rule: undefined },
  ]
}

function inExpression(rule: Rule): Change[] {
  return MISTAKES.flatMap(([kind, pattern, instead]) =>
    [...rule.expr.matchAll(pattern)].flatMap(({ 0: found, index }) =>
      instead(found).map((other) => ({
        kind,
        what: `${shown(found)} → ${shown(other)} at ${index}`,
        rule: { ...rule, expr: rule.expr.slice(0, index) + other + rule.expr.slice(index + found.length) },
      })),
    ),
  )
}

function inLabels(rule: Rule): Change[] {
  return Object.entries(rule.labels).flatMap(([label, value]) => {
    const { [label]: _, ...rest } = rule.labels
    return [
      { kind: 'label', what: `label ${label} missing`, rule: { ...rule, labels: rest } },
      {
        kind: 'label',
        what: `label ${label} wrong`,
        rule: { ...rule, labels: { ...rest, [label]: `${value}x` } },
      },
    ]
  })
}

function inHold(rule: Rule): Change[] {
  if (!rule.alert) return []
  const { for: hold, ...rest } = rule
  if (!hold) return [{ kind: 'for', what: 'for added', rule: { ...rule, for: '5m' } }]
  return [
    { kind: 'for', what: 'for missing', rule: rest },
    { kind: 'for', what: 'for longer', rule: { ...rule, for: `${Number.parseInt(hold, 10) + 1}m` } },
  ]
}

const shown = (text: string): string => JSON.stringify(text.trim())
