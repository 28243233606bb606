// A module's name is also a folder, a path of the API, a table and an identifier: it has to be legal as each.
import { CodedError, quoted } from './errors.ts'
import { assertKebab, camelCase, snakeCase, WINDOWS_DEVICE } from './names.ts'
import { POSTGRES_RESERVED } from './postgres-keywords.ts'

/** PostgreSQL takes 63 bytes for a name, of which `_position_unique` and the like need some. */
const MODULE_MAX = 40

/** ECMA-262 reserved words (strict mode, modules), and what a lint rule forbids to shadow: globals and their own names. */
export const NOT_AN_IDENTIFIER: ReadonlySet<string> = new Set(
  `arguments await break case catch class const constructor continue debugger decodeURI decodeURIComponent default
  delete do else encodeURI encodeURIComponent enum escape eval export extends false finally for function globalThis
  hasOwnProperty if implements import in instanceof interface isFinite isNaN isPrototypeOf let new null package
  parseFloat parseInt private propertyIsEnumerable protected public return static super switch this throw
  toLocaleString toString true try typeof undefined unescape valueOf var void while with yield`.split(/\s+/),
)

/** Paths that the platform answers itself, and log fields `<name>_id` that it fills. */
const OF_THE_PLATFORM = new Set([
  'livez',
  'readyz',
  'metrics',
  'request',
  'requests',
  'trace',
  'traces',
  'span',
  'spans',
])

export function assertModuleName(name: string, place: string): void {
  assertForm(name, place, 'gift-cards')
  const taker = takerOf(name)
  if (!taker) return
  throw new CodedError('MODULE_NAME_RESERVED', {
    place,
    message: `${quoted(name)} is ${taker}`,
    remedy: `choose another, such as ${name.replace(/^(?:pg|knex)-/, '')}-records`,
  })
}

/** It is in the names of operations, schemas, problems and log fields, and nowhere by itself. */
export function assertSingular(singular: string, place: string): void {
  assertForm(singular, place, 'gift-card')
}

const assertForm = (name: string, place: string, example: string): void =>
  assertKebab(name, place, { code: 'MODULE_NAME_INVALID', max: MODULE_MAX, example })

function takerOf(name: string): string | undefined {
  if (POSTGRES_RESERVED.has(snakeCase(name)))
    return 'a keyword of PostgreSQL and would be the name of a table'
  if (name.startsWith('pg-')) return "PostgreSQL's own kind of name"
  if (name.startsWith('knex-')) return "the migrations' own kind of name"
  if (WINDOWS_DEVICE.test(name)) return 'a device of Windows and would be the name of a folder'
  if (NOT_AN_IDENTIFIER.has(camelCase(name)))
    return 'a word of TypeScript and would be the name of a function'
  if (OF_THE_PLATFORM.has(name)) return 'in use by the platform of every service'
  return undefined
}
