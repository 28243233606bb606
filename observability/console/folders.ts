// Where services have their objectives and runbooks: a stamped service in its own folder, the stack one folder for each
// service that was added to it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FILES } from '../slo/names.ts'
import type { Watch } from './engine/parts.ts'

export type Model = Parameters<Watch['objectives']>[0]

export interface ServiceFolder {
  /** The compiled objectives. */
  readonly model: string
  readonly runbooks: string
  /** `host:port` of each instance, as the stack keeps them. */
  readonly targets: string
}

/** Whether it holds a stamped service that can be started there. */
export const isService = (folder: string): boolean => existsSync(join(folder, 'observability', FILES.model))

export function servicesIn(folder: string): ServiceFolder[] {
  const own = serviceAt(folder)
  if (own) return [own]
  return namesIn(folder).flatMap((name) => serviceAt(join(folder, name)) ?? [])
}

function serviceAt(folder: string): ServiceFolder | undefined {
  const model = ['observability', '.'].map((part) => join(folder, part, FILES.model)).find(isFile)
  const runbooks = join(folder, 'runbooks')
  if (model === undefined) return undefined
  return { model, runbooks, targets: join(folder, 'targets.json') }
}

/** More than this is no folder of services, but one that the console happened to be started in. */
const MOST_SERVICES = 200

/** Those that begin with a dot are about to come or to go. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isFile() && /^[a-z0-9]/i.test(entry.name) && entry.name !== 'node_modules')
      .slice(0, MOST_SERVICES)
      .map(({ name }) => name)
  } catch {
    return []
  }
}

const isFile = (path: string): boolean => stampOf(path) !== undefined

/** Changes whenever the file does; undefined where there is none. */
export function stampOf(path: string): string | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : undefined
  } catch {
    return undefined
  }
}

/** Throws where the file is none that the compiler wrote. */
export function readModel(file: string): Model {
  const { version, services, slos } = JSON.parse(readFileSync(file, 'utf8'))
  if (version === 1 && areNamed(services) && areNamed(slos)) return { services, slos } as Model
  throw new Error('is none that paved-road slo compile wrote')
}

const areNamed = (list: unknown): boolean =>
  Array.isArray(list) && list.every((each) => typeof each === 'object' && typeof each?.name === 'string')

/** Base addresses of a service's instances; none where nobody wrote them down, undefined where they cannot be read. */
export function readTargets(file: string): string[] | undefined {
  if (!isFile(file)) return []
  try {
    const targets: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (!Array.isArray(targets)) return undefined
    return targets.map((target) => `http://${target}`).filter((url) => URL.canParse(url))
  } catch {
    return undefined
  }
}
