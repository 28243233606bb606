// Requests that a service takes, made from its OpenAPI document.

export interface Made {
  readonly method: string
  readonly path: string
  readonly body?: string
}

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly example?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

interface Operation {
  readonly parameters?: readonly { readonly required?: boolean }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

export interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

/** Asked for where there is nothing else. */
const ANYWHERE: Made = { method: 'GET', path: '/openapi.json' }

/** One of each operation that needs nothing known beforehand: lists that are read, and bodies that are created. */
export function requestsOf(document: Document): Made[] {
  const made = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]): Made[] => {
      const needs = path.includes('{') || operation.parameters?.some(({ required }) => required)
      if (needs || !['get', 'post'].includes(method)) return []
      const schema = operation.requestBody?.content?.['application/json']?.schema
      if (method === 'post' && !schema) return []
      return [
        {
          method: method.toUpperCase(),
          path,
          ...(schema && { body: JSON.stringify(exampleOf(schema, document)) }),
        },
      ]
    }),
  )
  return made.length > 0 ? made : [ANYWHERE]
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  'date-time': '2026-01-01T00:00:00.000Z',
  date: '2026-01-01',
  uri: 'https://example.com/',
}

/** The least that a schema takes, as far as schemas say it: a pattern, or a rule in code, may refuse it. */
export function exampleOf(schema: Schema, document: Document): unknown {
  const { $ref, anyOf, oneOf } = schema
  if ($ref !== undefined)
    return exampleOf(document.components?.schemas?.[$ref.split('/').at(-1) ?? ''] ?? {}, document)
  const told = schema.example ?? schema.const ?? schema.default ?? schema.enum?.[0]
  if (told !== undefined) return told
  const [alternative] = anyOf ?? oneOf ?? []
  if (alternative) return exampleOf(alternative, document)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, exampleOf(schema.properties?.[name] ?? {}, document)]),
      )
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}, document))
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'boolean':
      return true
    default:
      return FORMATS[schema.format ?? ''] ?? 'example'.padEnd(schema.minLength ?? 0, '.')
  }
}
