// A module's name is also a folder, a path of the API, a table and an identifier: it has to be legal as each.
import { CodedError, quoted } from './errors.ts'
import { assertKebab, camelCase, snakeCase } from './names.ts'
import { POSTGRES_RESERVED } from './postgres-keywords.ts'

/** PostgreSQL takes 63 bytes for a name, of which `_position_unique` and the like need some. */
const MODULE_MAX = 40

/** ECMA-262 reserved words (strict mode, modules), and globals that a lint rule forbids to shadow. */
const NOT_AN_IDENTIFIER = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function globalThis if implements import in instanceof interface let new null package private
  protected public return static super switch this throw true try typeof undefined var void while with
  yield`.split(/\s+/),
)

/** Paths that the platform answers itself, and the migrations' own tables. */
const OF_THE_PLATFORM = new Set(['livez', 'readyz', 'metrics', 'knex-migrations', 'knex-migrations-lock'])

export function assertModuleName(name: string, place: string): void {
  assertKebab(name, place, { code: 'MODULE_NAME_INVALID', max: MODULE_MAX, example: 'gift-cards' })
  const taker = takerOf(name)
  if (!taker) return
  throw new CodedError('MODULE_NAME_RESERVED', {
    place,
    message: `${quoted(name)} is ${taker}`,
    remedy: `choose another, such as ${name}-records`,
  })
}

function takerOf(name: string): string | undefined {
  if (POSTGRES_RESERVED.has(snakeCase(name)))
    return 'a keyword of PostgreSQL and would be the name of a table'
  if (name.startsWith('pg-')) return "PostgreSQL's own kind of name"
  if (NOT_AN_IDENTIFIER.has(camelCase(name)))
    return 'a word of TypeScript and would be the name of a function'
  if (OF_THE_PLATFORM.has(name)) return 'in use by the platform of every service'
  return undefined
}
