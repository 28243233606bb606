// PromQL from small functions. Each answers with a whole expression that can stand as an operand: what binds less
// tightly than a call is put in brackets by `group`.

export type MatchOperator = '=' | '!=' | '=~' | '!~'

export interface Matcher {
  readonly label: string
  readonly op: MatchOperator
  readonly value: string
}

export const equal = (label: string, value: string): Matcher => ({ label, op: '=', value })
export const matches = (label: string, value: string): Matcher => ({ label, op: '=~', value })

/** `metric{a="b",c=~"d"}` */
export function selector(metric: string, matchers: readonly Matcher[] = []): string {
  const inside = matchers.map(({ label, op, value }) => `${label}${op}${quote(value)}`).join(',')
  return inside === '' ? metric : `${metric}{${inside}}`
}

export const over = (vector: string, window: string): string => `${vector}[${window}]`
export const ago = (vector: string, offset: string): string => `${vector} offset ${offset}`
export const call = (name: string, ...args: readonly (string | number)[]): string =>
  name + group(args.join(', '))
export const sum = (inner: string): string => call('sum', inner)
/** `name by (a, b) (inner)` */
export const callBy = (name: string, labels: readonly string[], inner: string): string =>
  `${name} by (${labels.join(', ')}) ${group(inner)}`
export const sumBy = (labels: readonly string[], inner: string): string => callBy('sum', labels, inner)

/** In brackets, and indented where it takes several lines. */
export function group(inner: string): string {
  return inner.includes('\n') ? `(\n  ${inner.replaceAll('\n', '\n  ')}\n)` : `(${inner})`
}

/** Operands one a line when together they would not fit on one. */
export function infix(operator: string, operands: readonly string[]): string {
  const line = operands.join(` ${operator} `)
  return line.length <= 100 && !line.includes('\n') ? line : operands.join(`\n${operator} `)
}

/** A double-quoted PromQL string, without characters that YAML takes for line breaks or leaves out. */
export function quote(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, (found) => `\\u${codeOf(found)}`)
  return `"${escaped}"`
}

const codeOf = (text: string): string => text.charCodeAt(0).toString(16).padStart(4, '0')
