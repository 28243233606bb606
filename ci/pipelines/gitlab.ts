// A runner for GitLab's pipelines without containers, for tests. Which jobs there are, and what becomes of `extends`, is
// left to gitlab-ci-local, which holds the file to GitLab's own schema on the way; the scripts are run here, since it
// would run them in containers or on everything of the machine. https://docs.gitlab.com/ci/yaml/script/
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Machine, withDatabase } from './machine.ts'
import { type Ended, runScript } from './shell.ts'

export interface Job {
  script: string[]
  after_script?: string[]
  variables?: Record<string, string>
  services?: unknown[]
}

export interface JobReport {
  readonly result: Ended['outcome']
  readonly output: string
  /** Lines of the script that were left out. */
  readonly notRun: readonly string[]
}

const GITLAB_CI_LOCAL = createRequire(import.meta.url).resolve('gitlab-ci-local/dist/index.js')

/** Names of the jobs that a pipeline on `main` would have, with these variables of the project. */
export function jobsOf(repository: string, variables: Readonly<Record<string, string>> = {}): string[] {
  const given = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`])
  const named = Object.keys(variables).join()
  if (named) given.push('--ignore-predefined-vars', named) // for without it there are warnings
  const jobs: { name: string; when: string }[] = JSON.parse(
    gitlabCiLocal(repository, '--list-json', ...given),
  )
  return jobs.filter(({ when }) => when !== 'never').map(({ name }) => name)
}

/** A job of that name in the pipeline of a checkout. */
export function jobOf(name: string, checkout: string): Job {
  return parse(gitlabCiLocal(checkout, '--preview'))[name]
}

export async function runJob(
  job: Job,
  checkout: string,
  given: Readonly<Record<string, string>>,
  machine: Machine,
): Promise<JobReport> {
  const variables = withDatabase(job.variables ?? {}, job.services && machine.database)
  const env = { ...machine.env, CI: 'true', GITLAB_CI: 'true', ...variables, ...given }
  const isLeftOut = (line: string) => Object.keys(machine.notHere).some((start) => line.startsWith(start))
  const notRun = job.script.filter(isLeftOut)

  const shell = (file: string, lines: readonly string[], more: object, cancelAt?: RegExp) => {
    const path = join(machine.folder, file)
    mkdirSync(machine.folder, { recursive: true })
    writeFileSync(path, lines.join('\n'))
    const args: [string, ...string[]] = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', path]
    return runScript({ args, cwd: checkout, env: { ...env, ...more }, cancelAt })
  }
  const script = job.script.filter((line) => !isLeftOut(line))
  const { outcome, output } = await shell('script.sh', script, {}, machine.cancelAt)
  const status = { success: 'success', failure: 'failed', cancelled: 'canceled' }[outcome]
  const after = await shell('after.sh', job.after_script ?? [], { CI_JOB_STATUS: status })
  return { result: outcome, output: output + after.output, notRun }
}

/** @throws Error with what it finds wrong. Nothing is left in the checkout, and no settings of this user's are read. */
function gitlabCiLocal(cwd: string, ...args: string[]): string {
  const apart = ['--state-dir', '../gitlab-ci-local', '--home', join(cwd, '../gitlab-ci-local')]
  const { status, stdout, stderr } = spawnSync(process.execPath, [GITLAB_CI_LOCAL, ...apart, ...args], {
    cwd,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
