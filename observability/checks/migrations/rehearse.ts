// Has the service run its migrations on a new, empty database: it knows best how, and it has the driver.
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../cli/errors.ts'
import { CATALOGUE_SQL, type Catalogue } from './catalogue.ts'

const PROGRAM = 'development/rehearse-migrations.ts'
/** Of what a program that failed had to say. */
const TAIL_CHARACTERS = 400

export interface Rehearsal {
  /** After the migrations that were released. */
  readonly released: Catalogue
  readonly steps: readonly Step[]
  /** The step that ended it, being no way back. */
  readonly failure?: Failure
}

/** One migration: what the schema was, and is after its up, its down, and its up again. */
export interface Step {
  readonly migration: string
  /** As it exports it. */
  readonly contract: unknown
  readonly before: Catalogue
  readonly up: Catalogue
  readonly down?: Catalogue
  readonly again?: Catalogue
}

export interface Failure {
  readonly doing: 'start' | 'released' | 'up' | 'down' | 'again'
  readonly migration: string
  readonly message: string
}

/** What the program of the service is asked, in the one message that it gets. */
interface Request {
  /** Folder of the migrations that were released; undefined where none was. */
  readonly released: string | undefined
  readonly fresh: readonly string[]
  readonly sql: string
}

/** What it tells, in the order in which it happens. */
type Told =
  | { readonly did: 'released'; readonly catalogue: Catalogue }
  | {
      readonly did: 'up' | 'down' | 'again'
      readonly catalogue: Catalogue
      migration: string
      contract?: unknown
    }
  | { readonly did: 'nothing more'; readonly failure: Failure }

/** Runs what was released, then each of `fresh` up, down and up again. */
export async function rehearse(folder: string, request: Omit<Request, 'sql'>): Promise<Rehearsal> {
  if (!existsSync(join(folder, PROGRAM))) {
    throw new CodedError('MIGRATION_SERVICE_NONE', {
      place: folder,
      message: `has no ${PROGRAM}, which runs the migrations of a service`,
      remedy: 'run it in the folder of a stamped service',
    })
  }
  return (await run(folder, { ...request, sql: CATALOGUE_SQL })).reduce(add, {} as Rehearsal)
}

async function run(folder: string, request: Request): Promise<Told[]> {
  const program = fork(PROGRAM, [], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const told: Told[] = []
  let said = ''
  for (const stream of [program.stdout, program.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-TAIL_CHARACTERS)
    })
  program.on('message', (message) => told.push(message as Told))
  const ended = new Promise<number | null>((done, failed) => {
    program.once('error', failed)
    program.once('close', done)
  })
  program.send(request, () => {}) // one that cannot start tells why on its way out
  const code = await ended
  if (code === 0) return told
  throw environment(`${PROGRAM} ended with ${code} (${oneLine(said)})`)
}

function add(rehearsal: Rehearsal, told: Told): Rehearsal {
  const steps = rehearsal.steps ?? []
  if (told.did === 'released') return { released: told.catalogue, steps }
  if (told.did === 'nothing more') return { ...rehearsal, failure: explained(told.failure) }
  const { did, migration, contract, catalogue } = told
  const last = steps.at(-1)
  if (did !== 'up')
    return { ...rehearsal, steps: [...steps.slice(0, -1), { ...(last as Step), [did]: catalogue }] }
  const before = last ? (last.again ?? last.up) : rehearsal.released
  return { ...rehearsal, steps: [...steps, { migration, contract, before, up: catalogue }] }
}

/** A failing way back is for the judge; all others leave nothing to judge. */
function explained({ doing, migration, message }: Failure): Failure {
  if (doing === 'start') throw environment(oneLine(message))
  if (doing === 'down' || doing === 'again') return { doing, migration, message: oneLine(message) }
  throw new CodedError('MIGRATION_FAILED', {
    place: `migrations/${migration}`,
    message: `cannot be run (${oneLine(message)})`,
    remedy:
      doing === 'up'
        ? 'see that it runs: npm run migrate'
        : 'it was released so; give a --since where it runs',
  })
}

function environment(message: string): CodedError {
  return new CodedError('MIGRATION_DATABASE_FAILED', {
    place: 'PostgreSQL',
    message,
    remedy:
      'see that npm ci was run and DATABASE_URL, if set, names a server on which databases may be created',
  })
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
