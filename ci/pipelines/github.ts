// A runner for GitHub's workflows without containers, for tests: it runs what the workflow says to run, in its order,
// and says of everything else that it was not run. https://docs.github.com/en/actions/reference/workflows-and-actions
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { evaluate, holds, interpolate, type Scope } from './expression.ts'
import { type Ended, runScript } from './shell.ts'

interface Step {
  id?: string
  name?: string
  if?: string
  uses?: string
  with?: Record<string, unknown>
  run?: string
  env?: Record<string, unknown>
  'working-directory'?: string
}

interface Job {
  needs?: string | string[]
  if?: string
  env?: Record<string, unknown>
  services?: Record<string, unknown>
  outputs?: Record<string, string>
  steps: Step[]
}

export type Outcome = Ended['outcome'] | 'skipped' | 'not run here'

export interface StepReport {
  readonly name: string
  readonly outcome: Outcome
  readonly output: string
}

export interface JobReport {
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped'
  readonly steps: readonly StepReport[]
  readonly outputs: Readonly<Record<string, string>>
}

export interface Event {
  /** The repository, its commit and the context that comes with it. */
  readonly repository: string
  readonly sha: string
  readonly github: Readonly<Record<string, unknown>>
  readonly vars?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly inputs?: Readonly<Record<string, string>>
}

export interface Machine {
  /** Where jobs work, each in a folder of its own. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Addresses of what stands in for service containers, by the service's name. */
  readonly services: Readonly<Record<string, string>>
  /** Steps that cannot run here, by name or action, and why; those of them that jobs read outputs of have some. */
  readonly notHere: Readonly<Record<string, { why: string; outputs?: Record<string, string> }>>
  /** A step's failure that is the machine's: whether to count it as not run. */
  readonly excuses?: (step: string, output: string) => boolean
  readonly cancelAt?: RegExp
}

/** Jobs in the order of the file, which must be one that `needs` allows; `only` those named. */
export async function runWorkflow(
  file: string,
  event: Event,
  machine: Machine,
  only?: readonly string[],
): Promise<Record<string, JobReport>> {
  const { jobs, defaults, permissions } = parse(readFileSync(file, 'utf8'))
  if (defaults?.run?.shell !== 'bash' || permissions === undefined) throw new Error(`${file} has no defaults`)
  const reports: Record<string, JobReport> = {}
  for (const [name, job] of Object.entries<Job>(jobs))
    if (!only || only.includes(name)) reports[name] = await runJob(name, job, event, machine, reports)
  return reports
}

async function runJob(
  name: string,
  job: Job,
  event: Event,
  machine: Machine,
  reports: Readonly<Record<string, JobReport>>,
): Promise<JobReport> {
  const needs = Object.fromEntries([job.needs ?? []].flat().map((need) => [need, reports[need]]))
  const { github, sha, vars = {}, secrets = {}, inputs = {} } = event
  const contexts: Record<string, unknown> = { github: { ...github, sha }, vars, secrets, inputs, needs }
  const results = Object.values(needs).map((report) => report?.result ?? 'skipped')
  const wanted = holds(job.if, {
    contexts,
    functions: states(results.includes('cancelled') ? 'cancelled' : results.every(isSuccess) ? 'success' : 'failure'),
  })
  if (!wanted) return { result: 'skipped', steps: [], outputs: {} }

  const running = new RunningJob(name, job, event, machine, contexts)
  for (const step of job.steps) await running.run(step)
  return running.report()
}

const isSuccess = (result: string): boolean => result === 'success'

const states = (status: Ended['outcome']): Scope['functions'] => ({
  success: () => status === 'success',
  failure: () => status === 'failure',
  cancelled: () => status === 'cancelled',
  always: () => true,
})
