// A runner for GitHub's workflows without containers, for tests: it runs what a workflow says to run, in its order,
// and says of everything else that it was not run. https://docs.github.com/en/actions/reference/workflows-and-actions
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { holds, type Scope } from './expression.ts'
import { type Job, type JobReport, runSteps } from './job.ts'
import type { Machine } from './machine.ts'
import { states } from './step.ts'

export interface Event {
  /** What is pushed: jobs clone it. */
  readonly repository: string
  readonly sha: string
  /** The `github` context. */
  readonly github: Readonly<Record<string, unknown>>
  readonly vars?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly inputs?: Readonly<Record<string, string>>
}

type Reports = Readonly<Record<string, JobReport>>

/**
 * The jobs in the order of the file, which has to be one that `needs` allows. With `only` some names, those; what they
 * need and is not among them counts as done well.
 */
export async function runWorkflow(
  file: string,
  event: Event,
  machine: Machine,
  only?: readonly string[],
): Promise<Reports> {
  const { jobs, defaults } = parse(readFileSync(file, 'utf8'))
  if (defaults?.run?.shell !== 'bash') throw new Error(`${file} leaves the shell to the runner: name bash`)
  const reports: Record<string, JobReport> = {}
  for (const [name, job] of Object.entries<Job>(jobs)) {
    if (only && !only.includes(name)) continue
    const scope = scopeOf(job, event, reports)
    const wanted = holds(job.if, scope)
    reports[name] = wanted ? await runSteps(name, job, { event, machine, contexts: scope.contexts }) : SKIPPED
  }
  return reports
}

const SKIPPED: JobReport = { result: 'skipped', steps: [], outputs: {} }

function scopeOf(job: Job, event: Event, reports: Reports): Scope {
  const needs = Object.fromEntries([job.needs ?? []].flat().map((name) => [name, reports[name]]))
  const results = Object.values(needs).map((report) => report?.result ?? 'success')
  const status = results.includes('cancelled')
    ? 'cancelled'
    : results.every((result) => result === 'success')
      ? 'success'
      : 'failure'
  const { github, sha, vars = {}, secrets = {}, inputs = {} } = event
  return {
    contexts: { github: { ...github, sha }, vars, secrets, inputs, needs },
    functions: states(status),
  }
}
