// Shapes by zod; what they find wrong is told in the words of all other messages, with the line it stands on.
import { z } from 'zod'
import { at, type Context, type Part, placeOf } from './context.ts'
import { didYouMean, quoted } from './problems.ts'

type Issue = z.core.$ZodIssue

/** The value at `part` in the shape of `schema`, or undefined after its problems were noted. */
export function shaped<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: Part,
  context: Context,
): z.output<S> | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) report(issue, schema, value, part, context)
  return undefined
}

function report(issue: Issue, schema: z.ZodType, value: unknown, part: Part, { problems }: Context): void {
  const where = at(part, ...issue.path)
  const name = printPath(where.path)
  const found = valueAt(value, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path)
    for (const key of issue.keys) {
      const message = `${quoted(key)} is no field of ${name}${didYouMean(key, known)}`
      problems.add('SLO_FIELD_UNKNOWN', placeOf(at(where, key)), message, `known are ${known.join(', ')}`)
    }
  } else if (found === undefined) {
    problems.add('SLO_FIELD_MISSING', placeOf(where), `${name} is missing`, `give ${wanted(issue)}`)
  } else {
    const message = `${name} is ${describe(found)}`
    problems.add('SLO_FIELD_INVALID', placeOf(where), message, `give ${wanted(issue)}`)
  }
}

/** `spec.objectives[0].target` */
function printPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '') || 'the document'
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return NOUNS[issue.expected] ?? `a ${issue.expected}`
  if (issue.code === 'invalid_value')
    return issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')
  if (issue.code === 'too_small') return 'at least one'
  if (issue.code === 'too_big') return 'exactly one'
  return 'another value'
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  nonoptional: 'a value',
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? quoted(value) : `the ${typeof value} ${value}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (above, key) => (above as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  )
}

/** The keys that the schema has where the path leads. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let found: unknown = bare(schema)
  for (const key of path) {
    if (found instanceof z.ZodObject) found = bare(found.shape[String(key)])
    else if (found instanceof z.ZodArray) found = bare(found.element)
    else if (found instanceof z.ZodRecord) found = bare(found.valueType)
  }
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema
}
