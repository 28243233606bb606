// Which of two limits allows more, keyword by keyword: https://json-schema.org/draft/2020-12/json-schema-validation
import { isDeepStrictEqual } from 'node:util'
import type { View } from './schema-view.ts'

/** Say nothing about what is allowed. */
const ANNOTATIONS =
  /^(title|description|default|examples?|deprecated|readOnly|writeOnly|\$?id|\$comment|externalDocs|xml|discriminator|content(MediaType|Encoding)|x-.*)$/

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined)
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined)

/** What a limit is set to, where a single value can be held against it. */
const LOWER: Readonly<Record<string, (value: unknown) => number | undefined>> = {
  minimum: numberOf,
  minLength: lengthOf,
  exclusiveMinimum: () => undefined,
  minItems: () => undefined,
  minProperties: () => undefined,
}
const UPPER: typeof LOWER = {
  maximum: numberOf,
  maxLength: lengthOf,
  exclusiveMaximum: () => undefined,
  maxItems: () => undefined,
  maxProperties: () => undefined,
}

/** Allow less where they stand; whether one of two allows less than the other cannot be told. */
const EXACT = ['pattern', 'format', 'multipleOf', 'uniqueItems']

/** Keywords by which `inner` may hold what `outer` does not. */
export function looserKeywords(inner: View, outer: View): string[] {
  const names = new Set([...Object.keys(inner.keywords), ...Object.keys(outer.keywords)])
  return [...names].filter((name) => !ANNOTATIONS.test(name) && !keeps(name, inner, outer))
}

function keeps(name: string, inner: View, outer: View): boolean {
  const [one, other] = [inner.keywords[name], outer.keywords[name]]
  if (isDeepStrictEqual(one, other)) return true
  const judged = name in LOWER || name in UPPER || EXACT.includes(name)
  if (!judged) return false // a keyword that this does not know
  if (other === undefined) return true
  if (name in LOWER) return measures(name, inner, LOWER, one).every((value) => value >= (other as number))
  if (name in UPPER) return measures(name, inner, UPPER, one).every((value) => value <= (other as number))
  // The libraries that write schemas put a pattern beside a format, and change it as they improve it.
  const format = inner.keywords.format
  return name === 'pattern' && format !== undefined && format === outer.keywords.format
}

/** Its own limit, or what its few values come to; NaN, which keeps to nothing, where it has neither. */
function measures(name: string, { values }: View, of: typeof LOWER, limit: unknown): number[] {
  if (typeof limit === 'number') return [limit]
  return (values ?? [undefined]).map((value) => of[name]?.(value) ?? Number.NaN)
}
