// Where a rehearsal happens: copies of the service, a database, a proxy and a Prometheus, all of which are gone afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { CodedError } from '../../cli/errors.ts'
import { isExecutable } from '../../stack/native.ts'
import { BAD_MIGRATION } from './candidates.ts'
import { type Entrance, startProxy } from './proxy.ts'
import { type Scraper, startScraper } from './scrape.ts'
import type { Version } from './versions.ts'

export interface Workshop {
  /** The service's own name. */
  readonly service: string
  readonly copy: string
  /** The same with a migration that cannot be applied. */
  readonly copyWithBadMigration: string
  readonly logs: string
  readonly databaseUrl: string
  readonly proxy: Entrance
  readonly scraper: Scraper
  /** Started in it; they end with it. */
  readonly versions: Set<Version>
  readonly close: () => Promise<void>
}

const NOT_COPIED = ['node_modules', '.data', '.git']

/** Throws REHEARSAL_FAILED, and then leaves nothing behind. */
export async function openWorkshop(service: string): Promise<Workshop> {
  const programs = { haproxy: programOf('haproxy'), prometheus: programOf('prometheus') }
  const name = nameOf(service)
  // Within the service, so that its copies find its dependencies, wherever above they are.
  mkdirSync(join(service, '.data'), { recursive: true })
  const folder = realpathSync(mkdtempSync(join(service, '.data', 'rehearsal-')))
  const undo: (() => void | Promise<void>)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  const within = (part: string) => {
    mkdirSync(join(folder, part), { recursive: true })
    return join(folder, part)
  }
  try {
    const copy = copyOf(service, join(folder, 'service'))
    const copyWithBadMigration = copyOf(service, join(folder, 'bad-migration'))
    mkdirSync(join(copyWithBadMigration, 'migrations'), { recursive: true })
    writeFileSync(join(copyWithBadMigration, 'migrations', BAD_MIGRATION.file), BAD_MIGRATION.text)
    const database = await holdDatabase(copy)
    undo.push(database.release)
    const proxy = await startProxy(programs.haproxy, within('proxy'), await freePort())
    undo.push(proxy.stop)
    const scraper = await startScraper(programs.prometheus, within('prometheus'), await freePort())
    undo.push(scraper.stop)
    const logs = within('logs')
    const versions = new Set<Version>()
    undo.push(async () => void (await Promise.all([...versions].map((version) => version.stop()))))
    return {
      service: name,
      copy,
      copyWithBadMigration,
      logs,
      databaseUrl: database.url,
      proxy,
      scraper,
      versions,
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

const GET: Readonly<Record<string, string>> = {
  haproxy: 'apt-get install haproxy, or brew install haproxy',
  prometheus: 'apt-get install prometheus, brew install prometheus, or https://prometheus.io/download/',
}

function programOf(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  // Debian has servers where only root's PATH leads.
  const found = [...folders, '/usr/sbin'].map((folder) => join(folder, name)).find(isExecutable)
  if (found) return found
  throw failed('PATH', `holds no ${name}`, `get it: ${GET[name]}`)
}

function nameOf(service: string): string {
  try {
    if (
      ['src/main.ts', 'src/platform/start.mjs', 'slo.yaml'].every((file) => existsSync(join(service, file)))
    )
      return JSON.parse(readFileSync(join(service, 'package.json'), 'utf8')).name
  } catch {}
  throw failed(service, 'is not the folder of a stamped service', 'run this in one')
}

function copyOf(service: string, to: string): string {
  mkdirSync(to)
  for (const entry of readdirSync(service))
    if (!NOT_COPIED.includes(entry)) cpSync(join(service, entry), join(to, entry), { recursive: true })
  return to
}

/** The service's own way to a PostgreSQL for development, on data of the rehearsal's own. */
const HOLDER = `
const { startPostgres } = await import(process.cwd() + '/development/postgres.ts')
const database = await startPostgres(new URL('file://' + process.cwd() + '/.data/'), { temporary: true })
console.log(database.url)
process.stdin.resume().once('end', () => database.release().then(() => process.exit()))
`

async function holdDatabase(copy: string): Promise<{ url: string; release: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER], {
    cwd: copy,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr?.on('data', (chunk) => said.push(String(chunk)))
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const [url] = await Promise.race([once(lines, 'line'), ended.then(() => [undefined])])
  if (typeof url !== 'string')
    throw failed(
      'development/postgres.ts',
      `gave no database: ${said.join('').trim().slice(0, 500)}`,
      'see that npm test passes',
    )
  return {
    url,
    release: async () => {
      child.stdin?.end()
      await ended
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

function failed(place: string, message: string, remedy: string): CodedError {
  return new CodedError('REHEARSAL_FAILED', { place, message, remedy })
}
