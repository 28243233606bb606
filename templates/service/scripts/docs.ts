// Owner: paved-road
// `npm run docs` writes what documentation is made from code: the table of variables in README.md, the list of
// problems in docs/errors.md and the API's description, docs/openapi.json. With `-- --check` it writes nothing and
// exits 1 if any of them is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import knex, { type Knex } from 'knex'
import { z } from 'zod'
import { variables } from '../src/config.ts'
import { describeApi } from '../src/platform/http/openapi.ts'
import { problemTypes } from '../src/platform/http/problem.ts'
import type { Module } from '../src/platform/http/route.ts'

const ROOT = new URL('../', import.meta.url)
const MADE = /(<!-- made by npm run docs -->\n)[\s\S]*?(<!-- end -->)/

const api = `${JSON.stringify(await describeApi(await allModules()), null, 2)}\n`
const made: Record<string, (before: string) => string> = {
  'README.md': (text) => text.replace(MADE, (_, from, to) => from + variablesTable() + to),
  'docs/errors.md': (text) => text.replace(MADE, (_, from, to) => from + problemsTable() + to),
  'docs/openapi.json': () => api,
}

const check = process.argv.includes('--check')
const stale: string[] = []
for (const [path, make] of Object.entries(made)) {
  const file = new URL(path, ROOT)
  const before = readFileSync(file, 'utf8')
  const after = make(before)
  if (after === before) continue
  if (check) stale.push(path)
  else writeFileSync(file, after)
}
if (stale.length > 0) {
  process.stderr.write(
    `DOCS_STALE ${stale.join(', ')} no longer tells what the code does: run npm run docs.\n`,
  )
  process.exitCode = 1
}

/** Every module's index.ts exports one function, which makes the module; no database is touched here. */
async function allModules(): Promise<Module[]> {
  const unconnected = knex({ client: 'pg' })
  const entries = readdirSync(new URL('src/modules', ROOT), { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory())
  const found = folders.map(async ({ name }) => {
    const index = await import(new URL(`src/modules/${name}/index.ts`, ROOT).href)
    const [make] = Object.values(index) as [(db: Knex) => Module]
    return make(unconnected)
  })
  return Promise.all(found)
}

function variablesTable(): string {
  const rows = Object.entries(variables).map(([name, schema]) => [
    `\`${name}\``,
    defaultOf(schema),
    schema.description ?? '',
  ])
  return table(['variable', 'default', 'what it is for'], rows)
}

function defaultOf(schema: z.ZodType): string {
  return schema instanceof z.ZodDefault ? `\`${schema.parse(undefined)}\`` : ''
}

function problemsTable(): string {
  const types = [...problemTypes.values()].sort((a, b) => a.code.localeCompare(b.code))
  return table(
    ['code', 'status', 'title'],
    types.map(({ code, status, title }) => [`\`${code}\``, String(status), title]),
  )
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}
