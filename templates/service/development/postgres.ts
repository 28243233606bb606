// Owner: paved-road
// A real PostgreSQL of this folder's own, for development and tests: made on first use, kept between runs, found
// again after a crash. Never for production.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { ProvidedDatabase } from '../src/platform/db/provide.ts'
import { type Binaries, findBinaries, reachable } from './binaries.ts'
import { alive, exclusively, signal, usersIn } from './processes.ts'

/** PostgreSQL refuses to run as root, so there it runs as `nobody`. */
const NOBODY = 65534
const START_MS = 20_000

interface Place {
  /** Holds everything below; only its owner may look in. */
  home: string
  data: string
  password: string
  log: string
  /** A file for each process that uses it. */
  users: string
  /** Held while it is started or stopped. */
  lock: string
  uid: number | undefined
}

/**
 * Starts PostgreSQL with its data under `folder`, or joins the one that runs there already; whoever leaves last stops
 * it. A `temporary` one, for tests, gives up crash safety for speed and leaves nothing behind.
 * Throws `DATABASE_NONE` where there are no programs, `DATABASE_START` with the log's end where it did not start.
 */
export async function startPostgres(folder: URL, { temporary = false } = {}): Promise<ProvidedDatabase> {
  const path = fileURLToPath(folder)
  mkdirSync(path, { recursive: true })
  const place = prepare(path)
  const binaries = findBinaries(join(place.home, '..'), place.uid)
  const users = usersIn(place.users)
  const { pid, url } = await exclusively(place.lock, async () => {
    initialise(place, binaries)
    const running = (await findRunning(place)) ?? (await start(place, binaries, temporary))
    users.join()
    return running
  })
  writeFileSync(join(path, 'database-url'), url, { mode: 0o600 })

  const onExit = () => users.leave() && signal(pid, 'SIGINT')
  process.once('exit', onExit)
  const release = async () => {
    process.off('exit', onExit)
    await exclusively(place.lock, async () => users.leave() && stop(pid))
    if (temporary) for (const gone of [place.home, path]) rmSync(gone, { recursive: true, force: true })
  }
  return { url, source: binaries.source, release }
}

function prepare(folder: string): Place {
  const uid = process.getuid?.() === 0 ? NOBODY : undefined
  let home = join(folder, 'postgres')
  if (uid !== undefined && !reachable(folder)) {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
    home = join('/var/tmp', 'paved-road', name) // survives a reboot, as a folder of the user's own would
    assertRootOwns(join(home, '..'))
  }
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (uid !== undefined) chownSync(home, uid, uid)
  const file = (name: string) => join(home, name)
  return {
    home,
    data: file('data'),
    password: file('password'),
    log: file('log'),
    users: file('users'),
    lock: file('lock'),
    uid,
  }
}

/** Programs are taken from there, so nobody else may have made it. */
function assertRootOwns(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const { uid, mode } = lstatSync(folder)
  if (uid === 0 && (mode & 0o022) === 0) return
  throw new Error(`DATABASE_START ${folder} belongs to or is open to another user: have root remove it.`)
}

/** Made aside and moved into place whole: what a crash leaves half made is never used. */
function initialise(place: Place, { bin }: Binaries): void {
  if (existsSync(place.data)) return
  const partial = `${place.data}.${process.pid}`
  const password = `${place.password}.${process.pid}`
  writeFileSync(password, randomBytes(18).toString('base64url'), { mode: 0o600 })
  if (place.uid !== undefined) chownSync(password, place.uid, place.uid)
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${password}`]
  const { status, stderr, error } = spawnSync(
    join(bin, 'initdb'),
    ['-D', partial, ...access, '-E', 'UTF8', '--locale=C', '-N'],
    { encoding: 'utf8', cwd: place.home, ...identityOf(place) },
  )
  if (status !== 0) {
    rmSync(partial, { recursive: true, force: true })
    throw new Error(`DATABASE_START ${partial} initdb failed: ${error?.message ?? stderr}`)
  }
  renameSync(password, place.password)
  renameSync(partial, place.data)
}

const identityOf = ({ uid }: Place) => (uid === undefined ? {} : { uid, gid: uid })

interface Running {
  pid: number
  url: string
}

/** The server that already runs on this data, if it answers. What a crash left of one that does not is cleared. */
async function findRunning(place: Place): Promise<Running | undefined> {
  const file = join(place.data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid = '', , , port = ''] = readFileSync(file, 'utf8').split('\n')
  if (alive(Number(pid))) {
    const url = urlOf(place, Number(port))
    for (const until = Date.now() + 3000; Date.now() < until; await sleep(50)) {
      if (await answers(url)) return { pid: Number(pid), url }
      if (!alive(Number(pid))) break
    }
    if (isPostgres(Number(pid))) {
      throw new Error(
        `DATABASE_START ${file} PostgreSQL runs as process ${pid} but does not answer: end it, then start again.`,
      )
    }
  }
  rmSync(file, { force: true })
  return undefined
}

async function start(place: Place, { bin }: Binaries, temporary: boolean): Promise<Running> {
  const port = await freePort()
  const log = openSync(place.log, 'w', 0o600)
  const relaxed = !temporary ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    ...relaxed,
  ]
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', place.data, ...settings.flatMap((setting) => ['-c', setting])],
    // Detached, so that Ctrl-C reaches the service alone, which still needs its database to finish.
    { cwd: place.home, detached: true, stdio: ['ignore', log, log], ...identityOf(place) },
  )
  child.unref()
  const url = urlOf(place, port)
  await untilAnswers(child, url, place.log)
  return { pid: child.pid as number, url }
}

async function untilAnswers(child: ChildProcess, url: string, log: string): Promise<void> {
  let failed: Error | undefined
  child.once('error', (error) => {
    failed = error
  })
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(20)) {
    if (await answers(url)) return
    if (failed || child.exitCode !== null) break
  }
  child.kill('SIGQUIT')
  const tail = readFileSync(log, 'utf8').split('\n').slice(-8).join('\n')
  throw new Error(`DATABASE_START ${log} PostgreSQL did not start: ${failed?.message ?? ''}\n${tail}`)
}

/** Ends it as `pg_ctl stop -m fast` does. */
async function stop(pid: number): Promise<void> {
  signal(pid, 'SIGINT')
  for (const until = Date.now() + 5000; Date.now() < until; await sleep(20)) if (!alive(pid)) return
  signal(pid, 'SIGQUIT')
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function urlOf({ password }: Place, port: number): string {
  return `postgres://postgres:${readFileSync(password, 'utf8')}@127.0.0.1:${port}/postgres`
}

function isPostgres(pid: number): boolean {
  const { stdout, error } = spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' })
  return error !== undefined || /postgres/.test(stdout) // where there is no ps, better refuse than delete
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
