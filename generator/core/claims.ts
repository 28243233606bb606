// Names that must be unique in a service, read from its sources and, by the same patterns, from a new module's.
import type { PlannedFile } from './files.ts'

/** What a name is one of, and how the template and what is written like it spells that. */
const CLAIMS: Readonly<Record<string, RegExp>> = {
  'the table': /(?:createTable\(\s*|\bTABLE = )['"`](\w+)['"`]/g,
  'the path': /\b(?:path: |PATH = )['"`](\/[\w.-]+)/g,
  'the problem': /(?:\bproblemType\(\s*|\bCODE = )['"`](\w+)['"`]/g,
  'the operation': /\boperationId: ['"`](\w+)['"`]/g,
  'the schema': /\bid: ['"`](\w+)['"`]/g,
}

/** `the table gift_cards`, and the like. */
function claimsOf(source: string): string[] {
  const found = Object.entries(CLAIMS).flatMap(([kind, pattern]) =>
    [...source.matchAll(pattern)].map(([, name]) => `${kind} ${name}`),
  )
  return [...new Set([...found, ...found.flatMap(relationsOf)])]
}

/** PostgreSQL has one set of names for tables and for the indexes and sequences that come with each. */
function relationsOf(claim: string): string[] {
  const [, table] = /^the table (\w+)$/.exec(claim) ?? []
  return table ? ['pkey', 'position_seq', 'position_unique'].map((part) => `the table ${table}_${part}`) : []
}

/** Who in the service has what one of `fresh` wants, in words; undefined if nobody has. */
export function takenBy(
  fresh: readonly PlannedFile[],
  sources: ReadonlyMap<string, string>,
): string | undefined {
  const there = fresh.find(({ path }) => sources.has(path))
  if (there) return `${there.path} exists`
  const wanted = new Set(fresh.flatMap(({ content }) => claimsOf(String(content))))
  for (const [path, source] of sources) {
    if (path.startsWith('test/')) continue
    const claim = claimsOf(source).find((one) => wanted.has(one))
    if (claim) return `${path} has ${claim}`
  }
  return undefined
}

/** Whether the code of a file, without its comments and strings, uses the name. */
export const uses = (source: string, identifier: string): boolean =>
  new RegExp(`\\b${identifier}\\b(?!['":/-])`).test(source.replace(/\/\/.*|'(?:\\.|[^'\\\n])*'/g, ''))
