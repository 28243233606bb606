// One step of a job: a script in a shell of its own, the checkout, or something that is not run here.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { holds, interpolate, type Scope } from './expression.ts'
import type { Event } from './github.ts'
import type { Machine } from './machine.ts'
import { type Ended, runScript } from './shell.ts'

export interface Step {
  id?: string
  name?: string
  if?: string
  uses?: string
  with?: Record<string, unknown>
  run?: string
  env?: Record<string, unknown>
}

export type Outcome = Ended['outcome'] | 'skipped' | 'not run here'

interface Around {
  /** The job's. */
  readonly folder: string
  readonly scope: Scope
  readonly env: Readonly<Record<string, string>>
  readonly event: Event
  readonly machine: Machine
}

interface StepEnded {
  readonly outcome: Outcome
  readonly output: string
  /** What it wrote to GITHUB_OUTPUT and to GITHUB_ENV. */
  readonly outputs: Record<string, string>
  readonly env: Record<string, string>
}

export async function runStep(step: Step, around: Around): Promise<StepEnded> {
  const { folder, scope, event, machine } = around
  const nothing = { output: '', outputs: {}, env: {} }
  if (!holds(step.if, scope)) return { ...nothing, outcome: 'skipped' }

  const [action = ''] = step.uses?.split('@') ?? []
  const why = machine.notHere[step.name ?? ''] ?? machine.notHere[action]
  if (why !== undefined) {
    const outputs = { ...machine.outputs?.[step.id ?? ''] }
    return { ...nothing, outcome: 'not run here', output: why, outputs }
  }
  if (action === 'actions/checkout') {
    checkOut(event, String(step.with?.['fetch-depth'] ?? 1), join(folder, 'workspace'))
    return { ...nothing, outcome: 'success' }
  }
  if (step.run === undefined) throw new Error(`nothing here stands in for ${step.uses}`)
  return runShell(step.run, around)
}

async function runShell(run: string, { folder, scope, env, machine }: Around): Promise<StepEnded> {
  const file = (name: string) => join(folder, name)
  for (const name of ['output', 'env', 'summary']) writeFileSync(file(name), '')
  writeFileSync(file('step.sh'), interpolate(run, scope))
  const { outcome, output } = await runScript({
    args: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', file('step.sh')],
    cwd: file('workspace'),
    env: {
      ...machine.env,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: String((scope.contexts.github as { repository?: string }).repository),
      GITHUB_OUTPUT: file('output'),
      GITHUB_ENV: file('env'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: folder,
      ...env,
    },
    cancelAt: machine.cancelAt,
  })
  return {
    outcome: outcome === 'failure' && machine.excuses?.(output) ? 'not run here' : outcome,
    output,
    outputs: settings(file('output')),
    env: settings(file('env')),
  }
}

/** The commit alone, as deep as asked for; 0 is all of what led to it. */
function checkOut({ repository, sha }: Event, depth: string, workspace: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'pipe' })
  execFileSync('git', ['init', '--quiet', workspace])
  const shallow = depth === '0' ? [] : [`--depth=${depth}`]
  git('fetch', '--quiet', ...shallow, pathToFileURL(repository).href, sha)
  git('checkout', '--quiet', '--detach', 'FETCH_HEAD')
}

function settings(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`${line} is no setting in one line`)
      return [name, value]
    }),
  )
}

export const states = (status: Ended['outcome']): Scope['functions'] => ({
  success: () => status === 'success',
  failure: () => status === 'failure',
  cancelled: () => status === 'cancelled',
  always: () => true,
})
