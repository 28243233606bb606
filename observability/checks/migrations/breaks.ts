// What the version that still runs could not live with: it knows the schema that was released, and must go on reading
// and writing in the one that a new migration leaves.
import type { Catalogue, Column, Constraint, Index, Relation } from './catalogue.ts'
import type { Kind } from './remedies.ts'
import { isWider } from './widening.ts'

export interface Change {
  readonly code: Kind
  /** As SQL would say it, with what it is: `column orders.status`. */
  readonly object: string
  readonly message: string
}

export function breaksBetween(released: Catalogue, now: Catalogue): Change[] {
  return [
    ...released.relations.flatMap((relation) => relationBreaks(relation, now)),
    ...columnBreaks(released, now),
    ...typeBreaks(released, now),
    ...newConstraints(released, now),
    ...uniquenessLost(released, now),
    ...gone('function', released.functions, now.functions),
    ...gone('trigger', released.triggers.map(onTable), now.triggers.map(onTable)),
  ]
}

const KINDS: Readonly<Record<string, string>> = { v: 'view', m: 'view', S: 'sequence' }

function relationBreaks(before: Relation, now: Catalogue): Change[] {
  const object = `${KINDS[before.kind] ?? 'table'} ${before.name}`
  const same = now.relations.find(({ name }) => name === before.name)
  const moved = now.relations.find(({ oid }) => oid === before.oid)
  if (!same) return [moved ? renamed(object, moved.name) : dropped(object)]
  // A view of the old name may stand before a table that was renamed; its columns are looked at like any others.
  const holdsRows = !['v', 'm'].includes(before.kind)
  return holdsRows && !moved ? [dropped(object, 'is made anew, without what it held')] : []
}

function columnBreaks(released: Catalogue, now: Catalogue): Change[] {
  const known = new Map(released.relations.map((relation) => [relation.name, relation]))
  const before = new Map(released.columns.map((column) => [key(column), column]))
  const after = new Map(now.columns.map((column) => [key(column), column]))
  const relations = new Map(now.relations.map((relation) => [relation.name, relation]))

  const kept = [...before].flatMap(([name, column]) => {
    const relation = relations.get(column.table)
    if (!relation) return [] // told of as a whole
    const same = relation.oid === known.get(column.table)?.oid
    const current = after.get(name)
    const moved = now.columns.find(({ table, number }) => table === column.table && number === column.number)
    if (!current) return [same && moved ? renamed(`column ${name}`, moved.name) : dropped(`column ${name}`)]
    if (same && current.number !== column.number)
      return [dropped(`column ${name}`, 'is made anew, without what it held')]
    return columnNarrowed(column, current, relation)
  })
  const added = [...after].flatMap(([name, column]) =>
    known.has(column.table) && !before.has(name) && column.notNull && column.filled === null
      ? [required(`column ${name}`, 'is new, NOT NULL and without a default')]
      : [],
  )
  return [...kept, ...added]
}

function columnNarrowed(before: Column, after: Column, { kind }: Relation): Change[] {
  const object = `column ${key(before)}`
  const found: Change[] = []
  if (!isWider(before.type, after.type))
    found.push({ code: 'MIGRATION_RETYPED', object, message: `is ${after.type}, and ${before.type} before` })
  if (after.notNull && !before.notNull) found.push(required(object, 'is NOT NULL now'))
  // What a view writes to has the default.
  if (before.filled !== null && after.filled === null && kind !== 'v')
    found.push(required(object, `lost its default, ${before.filled}`))
  if (after.computed && !before.computed) found.push(required(object, 'takes no value any more'))
  return found
}

function typeBreaks(released: Catalogue, now: Catalogue): Change[] {
  const after = new Map(now.types.map((type) => [type.name, type.values]))
  return released.types.flatMap(({ name, values }) => {
    const current = after.get(name)
    if (!current) return [dropped(`type ${name}`)]
    return values
      .filter((value) => !current.includes(value))
      .map((value) => dropped(`value '${value}' of type ${name}`))
  })
}

/** Rows that the running version writes may not keep to them. */
function newConstraints(released: Catalogue, now: Catalogue): Change[] {
  const tables = new Set(released.relations.map(({ name }) => name))
  const known = new Set([...released.constraints, ...released.indexes].map(meaningOf))
  const free = leftNull(released, now)
  const isNew = (part: Constraint | Index) => tables.has(part.table) && !known.has(meaningOf(part))
  const harmless = ({ table, columns }: Constraint | Index) =>
    columns.some((name) => free.has(`${table}.${name}`))
  const constraints = now.constraints.filter((part) => {
    const documented = part.comment !== null && ['c', 'f'].includes(part.type)
    return isNew(part) && !documented && (part.type === 'c' || !harmless(part))
  })
  const indexes = now.indexes.filter(
    (part) => part.unique && !part.constraint && isNew(part) && !harmless(part),
  )
  return [...constraints, ...indexes].map(({ name, table, definition }) => ({
    code: 'MIGRATION_CONSTRAINED',
    object: `constraint ${name} of table ${table}`,
    message: `is new, and the running version may write what it refuses (${definition})`,
  }))
}

/** Columns that the running version leaves null: a key with a null in it refuses nothing. */
function leftNull(released: Catalogue, now: Catalogue): Set<string> {
  const known = new Set(released.columns.map(key))
  const free = now.columns.filter((column) => !known.has(key(column)) && column.filled === null)
  return new Set(free.map(key))
}

/** `on conflict (…)` of the running version needs it. */
function uniquenessLost(released: Catalogue, now: Catalogue): Change[] {
  const left = new Set(now.indexes.filter(({ unique }) => unique).map(meaningOf))
  // Before a view of the old name stands the table with its index.
  const tables = new Set(now.relations.filter(({ kind }) => kind !== 'v').map(({ name }) => name))
  return released.indexes
    .filter((index) => index.unique && tables.has(index.table) && !left.has(meaningOf(index)))
    .map(({ name }) => dropped(`unique index ${name}`))
}

const key = ({ table, name }: { table: string; name: string }): string => `${table}.${name}`
/** Whatever it is called, and whether or not rows from before keep to it. */
const meaningOf = ({ table, definition }: Constraint | Index): string =>
  `${table} ${definition.replace(/ INDEX \S+ ON /, ' ').replace(/ NOT VALID$/, '')}`
const onTable = (part: { table: string; name: string }) => ({ name: `${part.name} of table ${part.table}` })

function gone(
  kind: string,
  before: readonly { name: string }[],
  after: readonly { name: string }[],
): Change[] {
  const left = new Set(after.map(({ name }) => name))
  return before.filter(({ name }) => !left.has(name)).map(({ name }) => dropped(`${kind} ${name}`))
}

const dropped = (object: string, message = 'is dropped'): Change => ({
  code: 'MIGRATION_DROPPED',
  object,
  message,
})
const renamed = (object: string, to: string): Change => ({
  code: 'MIGRATION_RENAMED',
  object,
  message: `is renamed to ${to}`,
})
const required = (object: string, message: string): Change => ({
  code: 'MIGRATION_REQUIRED',
  object,
  message,
})
