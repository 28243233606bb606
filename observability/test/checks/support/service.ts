// A service of its own in a temporary folder: as much of the template as runs migrations, and those of the test.
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CHECKOUT, type Folder } from './repository.ts'

const TEMPLATE = join(CHECKOUT, 'templates/service')

export interface Migration {
  up: string[]
  down: string[]
  /** What else its file holds. */
  more?: string
}

/** One PostgreSQL for all the services of a test file. */
export async function startPostgres(folder: Folder) {
  const { startPostgres: start } = await import(pathToFileURL(join(TEMPLATE, 'development/postgres.ts')).href)
  const postgres = await start(pathToFileURL(join(folder.path, 'postgres/')), { temporary: true })
  return postgres as { url: string; release: () => Promise<void> }
}

export function makeService(folder: Folder, below = '.'): void {
  const root = join(folder.path, below)
  for (const part of ['package.json', '.gitignore', 'development', 'test/support'])
    cpSync(join(TEMPLATE, part), join(root, part), { recursive: true })
  symlinkSync(join(CHECKOUT, 'node_modules'), join(root, 'node_modules'))
  folder.write({ [join(below, '.gitignore')]: 'node_modules\n.data/\n' })
}

export function migrationFile({ up, down, more = '' }: Migration): string {
  const run = (statements: string[]) =>
    statements.map((sql) => `  await knex.raw(${JSON.stringify(sql)})\n`).join('')
  return [
    more,
    `export async function up(knex) {\n${run(up)}}\n`,
    `export async function down(knex) {\n${run(down)}}\n`,
  ].join('\n')
}
