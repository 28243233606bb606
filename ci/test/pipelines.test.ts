// The stamped pipelines as texts: what their providers would refuse, and what they would let pass and should not.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { requireComponent } from '../components.ts'
import { jobsOf } from '../pipelines/gitlab.ts'
import { commitAll } from '../pipelines/repository.ts'

const TEMPLATE = fileURLToPath(new URL('../../templates/service/', import.meta.url))
const WORKFLOW = join(TEMPLATE, '.github/workflows/ci.yml')
const text = readFileSync(WORKFLOW, 'utf8')
const workflow = parse(text)
const jobs: [string, Job][] = Object.entries(workflow.jobs)
const steps = jobs.flatMap(([, job]) => job.steps)

interface Job {
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[]
}

const home = mkdtempSync(join(tmpdir(), 'pipelines-'))
after(() => rmSync(home, { recursive: true, force: true }))

describe("GitHub's workflow", () => {
  const lint = (path: string, content: string) =>
    spawnSync(path, ['-no-color', '-'], { input: content, encoding: 'utf8' })

  it('is what actionlint finds nothing wrong with', (t) => {
    const [actionlint] = requireComponent(t, 'actionlint')
    if (!actionlint) return
    const { status, stdout } = lint(actionlint.path, text)
    assert.equal(status, 0, stdout)
    const broken = lint(actionlint.path, text.replace('steps.since.outputs', 'steps.sinse.outputs'))
    assert.match(broken.stdout, /property "sinse" is not defined/)
  })

  it('uses actions by commit, each by one, with its version beside it', () => {
    const used = text.split('\n').filter((line) => line.includes('uses:'))
    for (const line of used) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    const pins = new Set(used.map((line) => line.replace(/.*uses: /, '')))
    const actions = new Set([...pins].map((pin) => pin.split('@')[0]))
    assert.equal(pins.size, actions.size, [...pins].join('\n'))
  })

  it('gives each job what it needs and no more: one writes packages, none writes anything else', () => {
    assert.deepEqual(workflow.permissions, {})
    const writing = jobs.flatMap(([name, { permissions = assert.fail(`${name} takes the default`) }]) =>
      Object.entries(permissions).flatMap(([what, how]) =>
        how === 'read' ? [] : [`${name}: ${what} ${how}`],
      ),
    )
    assert.deepEqual(writing, ['publish: packages write'])
  })

  it('leaves no token in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    assert.ok(checkouts.length > 0)
    for (const checkout of checkouts) assert.equal(checkout.with?.['persist-credentials'], false)
  })

  it('puts nothing into a script but through the environment, where it is no code', () => {
    for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/)
  })

  it('ends every job that hangs', () => {
    for (const [name, job] of jobs) assert.ok(Number(job['timeout-minutes']) > 0, name)
  })
})

describe("GitLab's pipeline", () => {
  const repository = (name: string, change = (content: string) => content) => {
    const folder = join(home, name, 'repository')
    mkdirSync(folder, { recursive: true })
    cpSync(join(TEMPLATE, '.gitlab-ci.yml'), join(folder, '.gitlab-ci.yml'))
    writeFileSync(
      join(folder, '.gitlab-ci.yml'),
      change(readFileSync(join(TEMPLATE, '.gitlab-ci.yml'), 'utf8')),
    )
    commitAll(folder, 'All of it')
    return folder
  }
  const service = repository('service')
  const CONFIGURED = { PROMETHEUS_URL: 'http://prometheus.example.org', DEPLOY_TARGET: 'here' }

  it("is valid by GitLab's schema", () => {
    assert.doesNotThrow(() => jobsOf(service))
    const broken = repository('broken', (content) => content.replace('resource_group:', 'resource_groop:'))
    assert.throws(() => jobsOf(broken), /'resource_groop' property is not expected/)
  })

  it('releases nothing, and says so, as long as nobody said where to', () => {
    const unreleased = ['check', 'test', 'publish', 'unreleased']
    assert.deepEqual(jobsOf(service), unreleased)
    for (const [name, value] of Object.entries(CONFIGURED))
      assert.deepEqual(jobsOf(service, { [name]: value }), unreleased)
  })

  it('releases from main once somebody did', () => {
    assert.deepEqual(jobsOf(service, CONFIGURED), ['check', 'test', 'publish', 'release'])
  })

  it('publishes nothing where the project has no registry', () => {
    const without = jobsOf(service, { ...CONFIGURED, CI_REGISTRY_IMAGE: '' })
    assert.deepEqual(without, ['check', 'test', 'unreleased'])
  })

  it('builds the image of a merge request and publishes none', () => {
    const request = { CI_PIPELINE_SOURCE: 'merge_request_event', CI_COMMIT_BRANCH: '' }
    assert.deepEqual(jobsOf(service, { ...CONFIGURED, ...request }), ['check', 'test', 'build'])
  })
})
