// What two states of a schema differ by, whatever it means for anyone. Numbers that PostgreSQL gives out are no part
// of it, nor is the order of columns: a column that is dropped and brought back is the last.
import type { Catalogue } from './catalogue.ts'

const GIVEN_OUT = new Set(['oid', 'file', 'number', 'atOnce'])

const SINGULAR: Readonly<Record<keyof Catalogue, string>> = {
  relations: 'table',
  columns: 'column',
  constraints: 'constraint',
  indexes: 'index',
  types: 'type',
  functions: 'function',
  triggers: 'trigger',
}

/** One line each: `column orders.status is gone`. */
export function differences(before: Catalogue, after: Catalogue): string[] {
  return (Object.keys(SINGULAR) as (keyof Catalogue)[]).flatMap((kind) => {
    const [was, is] = [byName(before[kind]), byName(after[kind])]
    return [...new Set([...was.keys(), ...is.keys()])]
      .filter((name) => was.get(name) !== is.get(name))
      .map(
        (name) =>
          `${SINGULAR[kind]} ${name} ${!is.has(name) ? 'is gone' : was.has(name) ? 'is another' : 'is left'}`,
      )
  })
}

function byName(parts: readonly { readonly name: string; readonly table?: string }[]): Map<string, string> {
  return new Map(
    parts.map((part) => [
      part.table === undefined ? part.name : `${part.table}.${part.name}`,
      JSON.stringify(part, (field, value) => (GIVEN_OUT.has(field) ? undefined : value)),
    ]),
  )
}
