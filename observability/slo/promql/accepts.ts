import type { Matcher } from './build.ts'

export function accepts({ op, value }: Matcher, text: string): boolean {
  if (op === '=') return text === value
  if (op === '!=') return text !== value
  const matched = compiled(value)?.test(text) ?? false
  return op === '=~' ? matched : !matched
}

/** As Prometheus reads it: anchored at both ends. Undefined for what JavaScript does not know of RE2. */
export function compiled(expression: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${expression})$`, 's')
  } catch {
    return undefined
  }
}
