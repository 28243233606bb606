// paved-road stack status: the truth about each part, asked of the parts themselves and not of what was planned.
import { join } from 'node:path'
import { isHealthy, pageOf } from './health.ts'
import { runningFolder } from './launcher.ts'
import { PART_NAMES, PARTS, type PartName } from './parts.ts'
import { processesOf } from './processes.ts'
import type { Mode } from './site.ts'
import { type Plan, readPlan } from './state.ts'

export interface PartStatus {
  readonly part: PartName
  /** `missing`: it is not on this machine. `down`: it does not run. `unhealthy`: it runs, but does not say it is well. */
  readonly state: 'up' | 'unhealthy' | 'down' | 'missing'
  readonly purpose: string
  readonly url: string
  /** Its process on this machine; none in a container. */
  readonly pid?: number
  readonly log?: string
  /** For one that is missing. */
  readonly get?: string
}

export interface Status {
  readonly folder: string
  readonly mode: Mode | undefined
  /** Whether the launcher is there, which starts again what ends. */
  readonly watched: boolean
  readonly parts: readonly PartStatus[]
}

/** Asked of the parts themselves at this moment. */
export async function status(folder: string): Promise<Status> {
  const plan = readPlan(folder)
  if (plan === undefined) return { folder, mode: undefined, watched: false, parts: [] }
  const watched = (await runningFolder(plan.offset)) === folder
  const parts = await Promise.all(PART_NAMES.map((part) => statusOf(part, folder, plan)))
  return { folder, mode: plan.mode, watched, parts }
}

async function statusOf(part: PartName, folder: string, plan: Plan): Promise<PartStatus> {
  const said = { part, purpose: PARTS[part].purpose, url: pageOf(part, plan) }
  if (!plan.parts.includes(part)) return { ...said, state: 'missing', get: PARTS[part].get }
  const command = plan.commands[part]
  const [pid] = command ? processesOf(command) : []
  const own = command ? { ...(pid !== undefined && { pid }), log: join(folder, 'logs', `${part}.log`) } : {}
  // Somebody else may answer on its port: without its process it is down.
  if (command && pid === undefined) return { ...said, ...own, state: 'down' }
  const well = await isHealthy(part, plan)
  return { ...said, ...own, state: well ? 'up' : command ? 'unhealthy' : 'down' }
}
