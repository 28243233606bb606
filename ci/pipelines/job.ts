// One job of a workflow: its steps, what they leave each other, and how it ended.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { interpolate } from './expression.ts'
import type { Event } from './github.ts'
import { type Machine, withDatabase } from './machine.ts'
import { type Outcome, runStep, type Step, states } from './step.ts'

export interface Job {
  needs?: string | string[]
  if?: string
  env?: Record<string, unknown>
  services?: { postgres?: object }
  outputs?: Record<string, string>
  steps: Step[]
}

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

interface Around {
  readonly event: Event
  readonly machine: Machine
  readonly contexts: Readonly<Record<string, unknown>>
}

export async function runSteps(
  name: string,
  job: Job,
  { event, machine, contexts }: Around,
): Promise<JobReport> {
  const folder = join(machine.folder, name)
  mkdirSync(join(folder, 'workspace'), { recursive: true })
  const database = job.services?.postgres ? machine.database : undefined
  const steps: Record<string, { outcome: Outcome; outputs: Record<string, string> }> = {}
  const reports: StepReport[] = []
  let result: Exclude<JobReport['result'], 'skipped'> = 'success'
  let env: Record<string, string> = {}

  for (const step of job.steps) {
    const scope = { contexts: { ...contexts, steps, env }, functions: states(result) }
    const of = (more: Record<string, unknown> = {}) =>
      withDatabase(
        Object.fromEntries(
          Object.entries(more).map(([key, value]) => [key, interpolate(String(value), scope)]),
        ),
        database,
      )
    const stepEnv = { ...of(job.env), ...env, ...of(step.env) }
    const ended = await runStep(step, { folder, scope, env: stepEnv, event, machine })
    reports.push({ name: step.name ?? step.uses ?? step.run ?? '', ...ended })
    if (step.id) steps[step.id] = { outcome: ended.outcome, outputs: ended.outputs }
    env = { ...env, ...ended.env }
    if (result === 'success' && (ended.outcome === 'failure' || ended.outcome === 'cancelled'))
      result = ended.outcome
  }

  const scope = { contexts: { ...contexts, steps }, functions: states(result) }
  const outputs = Object.entries(job.outputs ?? {}).map(([key, value]) => [key, interpolate(value, scope)])
  return { result, steps: reports, outputs: Object.fromEntries(outputs) }
}
