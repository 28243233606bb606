// The expressions of GitHub's workflows, as far as ours use them:
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions

export type Value = string | boolean

export interface Scope {
  /** `github`, `env`, `steps` … A name that is not there is the empty string, as it is on GitHub. */
  readonly contexts: Readonly<Record<string, unknown>>
  /** `success`, `failure`, `cancelled`, `always`. */
  readonly functions: Readonly<Record<string, () => boolean>>
}

const TOKEN = /\s*('(?:[^']|'')*'|&&|\|\||[!=]=|[!()]|[\w.-]+)\s*/y

/** @throws Error for what is none of the syntax known here, so that a workflow cannot outgrow it unseen. */
export function evaluate(expression: string, scope: Scope): Value {
  const tokens = tokensOf(expression)
  const take = (...wanted: string[]) => (wanted.includes(tokens[0] ?? '') ? tokens.shift() : undefined)

  const either = (): Value => {
    let value = both()
    while (take('||')) {
      const other = both()
      value = value || other
    }
    return value
  }
  const both = (): Value => {
    let value = comparison()
    while (take('&&')) {
      const other = comparison()
      value = value && other
    }
    return value
  }
  const comparison = (): Value => {
    const value = unary()
    const operator = take('==', '!=')
    return operator ? (value === unary()) === (operator === '==') : value
  }
  const unary = (): Value => (take('!') ? !unary() : primary())
  const primary = (): Value => {
    const token = tokens.shift() ?? ''
    if (token === '(') return closed(either())
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (!take('(')) return lookUp(token, scope)
    const call = scope.functions[token]
    if (!call) throw new Error(`no function ${token} is known in: ${expression}`)
    return closed(call())
  }
  const closed = (value: Value): Value => {
    if (!take(')')) throw new Error(`a parenthesis is not closed in: ${expression}`)
    return value
  }

  const value = either()
  if (tokens.length > 0) throw new Error(`${tokens[0]} is not understood in: ${expression}`)
  return value
}

/** `text` with each `${{ }}` evaluated. */
export function interpolate(text: string, scope: Scope): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => String(evaluate(expression, scope)))
}

/** An `if:`, which asks for `success()` where it asks for no other state. */
export function holds(condition: string | undefined, scope: Scope): boolean {
  const bare = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1')
  const aboutState = /\b(?:success|failure|cancelled|always)\(\)/.test(bare)
  return Boolean(evaluate(aboutState ? bare : `success() && (${bare})`, scope))
}

function tokensOf(expression: string): string[] {
  const tokens = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex
    const token = TOKEN.exec(expression)?.[1]
    if (token === undefined) throw new Error(`${expression.slice(at)} is not understood in: ${expression}`)
    tokens.push(token)
  }
  return tokens
}

function lookUp(path: string, { contexts }: Scope): Value {
  let found: unknown = contexts
  for (const name of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[name]
  return typeof found === 'boolean' ? found : String(found ?? '')
}
