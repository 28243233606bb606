// A stamped service is pushed, and its pipeline does all of what can be done without containers: every step of GitHub's
// workflow and every line of GitLab's check and test, in clones, with the real npm, PostgreSQL and promtool.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startPostgres } from '../../templates/service/development/postgres.ts'
import { requireComponent } from '../components.ts'
import { type Event, runWorkflow } from '../pipelines/github.ts'
import { jobOf, runJob } from '../pipelines/gitlab.ts'
import type { JobReport } from '../pipelines/job.ts'
import type { Machine } from '../pipelines/machine.ts'
import { commitAll, NOTHING_BEFORE } from '../pipelines/repository.ts'
import { CHECKOUT, environment, sh } from '../ships/newcomer.ts'

const NO_ENGINE = 'there is no container engine'
const NOT_HERE = {
  'actions/setup-node': 'the Node of this checkout is the one that is wanted',
  'docker/setup-buildx-action': NO_ENGINE,
  'docker/login-action': NO_ENGINE,
  'docker/build-push-action': NO_ENGINE,
  'Promtool, for the tests of the alerts': 'it is a component, and tests install nothing',
}
/** Lines of GitLab's scripts, by how they begin. */
const LINES_NOT_HERE = {
  'apt-get': 'promtool is a component, and tests install nothing',
  'npm audit': 'a script ends where a line fails, and not every registry answers audits',
}
/** Not every registry answers audits. */
const excuses = (output: string) => output.includes('audit endpoint returned an error')

const home = realpathSync(mkdtempSync(join(tmpdir(), 'pipelines-')))
chmodSync(home, 0o755) // for the user that PostgreSQL runs as

function stamp(ci: 'github' | 'gitlab'): { repository: string; first: string } {
  const folder = join(home, ci)
  mkdirSync(folder)
  const stamper = join(CHECKOUT, 'generator/bin/paved-road-new.js')
  const options = ['--owner=team-a', `--ci=${ci}`, '--yes', '--skip-install']
  sh(process.execPath, [stamper, 'shop-api', ...options], { cwd: folder })
  const repository = join(folder, 'shop-api')
  return { repository, first: commitAll(repository, 'Stamp the service') }
}

let machine: Machine
let release = async () => {}
before(async (t) => {
  const [promtool] = requireComponent(t as TestContext, 'promtool')
  // The pinned Node and none of the programs that are installed beside it.
  mkdirSync(join(home, 'bin'))
  symlinkSync(process.execPath, join(home, 'bin/node'))
  const inherited = environment()
  const path = [join(home, 'bin'), inherited.PATH, dirname(promtool?.path ?? '')].join(':')
  const database = await startPostgres(pathToFileURL(`${join(home, 'database')}/`), { temporary: true })
  release = database.release
  machine = {
    folder: join(home, 'jobs'),
    env: { ...inherited, PATH: path },
    database: database.url,
    notHere: NOT_HERE,
    excuses,
  }
})
after(async () => {
  await release()
  rmSync(home, { recursive: true, force: true })
})

describe('a stamped service on GitHub', () => {
  const { repository, first } = stamp('github')
  const workflow = join(repository, '.github/workflows/ci.yml')
  const event = (more: Partial<Event>): Event => ({
    repository,
    sha: first,
    github: { ref: 'refs/heads/main', repository: 'shop/shop-api', event: { before: NOTHING_BEFORE } },
    ...more,
  })

  it('is green on its first push', async (t) => {
    const jobs = await runWorkflow(workflow, event({}), machine)
    for (const [name, job] of Object.entries(jobs)) tell(t, name, job)
    assert.deepEqual(Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result])), {
      check: 'success',
      test: 'success',
      build: 'skipped',
      publish: 'success',
      release: 'skipped',
      unreleased: 'success',
    })
    assert.deepEqual(skippedIn(jobs), ['API contract', 'Migrations only expand'])
    assert.match(jobs.unreleased?.steps[0]?.output ?? '', /::notice title=Not released::/)
  })

  it('compares the API and the migrations of a pull request with where it began, once releases go out', async (t) => {
    writeFileSync(join(repository, 'NOTES.md'), 'Something new.\n')
    const sha = commitAll(repository, 'Note something')
    const github = { ref: 'refs/pull/1/merge', event: { pull_request: { number: 1, base: { sha: first } } } }
    const vars = { DEPLOY_TARGET: 'gateway' }
    const jobs = await runWorkflow(workflow, event({ sha, github, vars }), machine, ['check', 'build'])
    for (const [name, job] of Object.entries(jobs)) tell(t, name, job)
    assert.deepEqual(skippedIn(jobs), [])
    assert.deepEqual([jobs.check?.result, jobs.build?.result], ['success', 'success'])
  })
})

describe('a stamped service on GitLab', () => {
  const { repository, first } = stamp('gitlab')

  for (const name of ['check', 'test']) {
    it(`is green on its first push: ${name}`, async (t) => {
      const checkout = join(home, 'gitlab', name)
      sh('git', ['clone', '--quiet', repository, checkout], { cwd: home })
      sh('git', ['remote', 'set-url', 'origin', 'https://code.example.org/shop/api.git'], { cwd: checkout })
      const project = { CI_COMMIT_SHA: first, CI_COMMIT_BEFORE_SHA: NOTHING_BEFORE }
      const job = jobOf(name, checkout)
      const { result, output, notRun } = await runJob(job, checkout, project, {
        ...machine,
        notHere: LINES_NOT_HERE,
      })
      for (const line of notRun) t.diagnostic(`${name}: not run here: ${line}`)
      assert.equal(result, 'success', output.slice(-4000))
    })
  }
})

function tell(t: TestContext, job: string, { result, steps }: JobReport): void {
  for (const { name, outcome, output } of steps) {
    t.diagnostic(
      `${job}: ${name}: ${outcome}${outcome === 'not run here' ? ` (${output.slice(0, 80)})` : ''}`,
    )
    assert.notEqual(outcome, 'failure', `${job}: ${name}\n${output.slice(-4000)}`)
  }
  t.diagnostic(`${job}: ${result}`)
}

function skippedIn(jobs: Readonly<Record<string, JobReport>>): string[] {
  const steps = Object.values(jobs).flatMap(({ steps }) => steps)
  return steps.filter(({ outcome }) => outcome === 'skipped').map(({ name }) => name)
}
