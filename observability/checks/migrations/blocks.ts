// What keeps the running version waiting while it happens, on tables that may be large by now. It is seen in the
// catalogue, not in the SQL, so it does not matter how it was written.
import type { Change } from './breaks.ts'
import type { Catalogue } from './catalogue.ts'

/** A step from `before` to `after`, on the tables of `released`. */
export function blocksIn(released: Catalogue, before: Catalogue, after: Catalogue): Change[] {
  return [
    ...rewrites(released, before, after),
    ...scans(released, before, after),
    ...builds(released, before, after),
  ]
}

function rewrites(released: Catalogue, before: Catalogue, after: Catalogue): Change[] {
  const known = new Set(released.relations.filter(({ kind }) => kind !== 'S').map(({ oid }) => oid))
  const files = new Map(before.relations.map(({ oid, file }) => [oid, file]))
  return after.relations
    .filter(({ oid, file }) => known.has(oid) && file !== null && files.get(oid) !== file)
    .map(({ name }) => blocks(`table ${name}`, 'is rewritten (or emptied), and nobody can read it meanwhile'))
}

/** Reading every row, with writers locked out, to see whether a new condition holds. */
function scans(released: Catalogue, before: Catalogue, after: Catalogue): Change[] {
  const tables = new Set(released.relations.map(({ name }) => name))
  const known = new Set(before.constraints.map(({ table, name }) => `${table}.${name}`))
  const checked = after.constraints
    .filter(({ type, table, name, validated }) => {
      const read = (type === 'c' || type === 'f') && validated
      return read && tables.has(table) && !known.has(`${table}.${name}`)
    })
    .map(({ name, table }) =>
      blocks(
        `constraint ${name} of table ${table}`,
        'is checked against every row, and nobody can write meanwhile',
      ),
    )
  const columns = new Map(before.columns.map((column) => [`${column.table}.${column.name}`, column]))
  const proven = new Set(
    before.constraints
      .filter(({ type, validated }) => type === 'c' && validated)
      .map(({ table, definition }) => `${table} ${definition}`),
  )
  const nulls = after.columns
    .filter(({ table, name, notNull, notNullValid }) => {
      const was = columns.get(`${table}.${name}`)
      const turned = was && !was.notNull && notNull && notNullValid
      return turned && tables.has(table) && !proven.has(`${table} CHECK ((${name} IS NOT NULL))`)
    })
    .map(({ table, name }) =>
      blocks(`column ${table}.${name}`, 'is searched for nulls, and nobody can read its table meanwhile'),
    )
  return [...checked, ...nulls]
}

function builds(released: Catalogue, before: Catalogue, after: Catalogue): Change[] {
  const tables = new Set(released.relations.map(({ name }) => name))
  const known = new Set(before.indexes.map(({ name, definition }) => `${name} ${definition}`))
  return after.indexes
    .filter(({ table, name, definition, atOnce }) => {
      return atOnce && tables.has(table) && !known.has(`${name} ${definition}`)
    })
    .map(({ name, table }) =>
      blocks(`index ${name}`, `is built while nobody can write to ${table}, for want of CONCURRENTLY`),
    )
}

const blocks = (object: string, message: string): Change => ({ code: 'MIGRATION_BLOCKS', object, message })
