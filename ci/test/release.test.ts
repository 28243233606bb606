// What the stamped pipelines do with the answers of the gate, the deployment and the judge, which stand-ins give here.
import assert from 'node:assert/strict'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runWorkflow } from '../pipelines/github.ts'
import { jobOf, runJob } from '../pipelines/gitlab.ts'
import type { Machine } from '../pipelines/machine.ts'
import { commitAll } from '../pipelines/repository.ts'

const TEMPLATE = fileURLToPath(new URL('../../templates/service/', import.meta.url))
const DIGEST = `sha256:${'a'.repeat(64)}`
const PROMETHEUS = 'http://prometheus.example.org'
const GRAFANA = 'https://grafana.example.org'

/** Writes down what it was called with; `canary gate` and `canary run` end as they are told to. */
const STAND_IN = `#!/usr/bin/env bash
{ printf '%s' "$(basename "$0")"; printf ' %s' "$@"; echo; } >> "$CALLS"
case "$2 $3" in
  'canary gate') exit "\${GATE:-0}" ;;
  'canary run') echo judging; sleep "\${JUDGES_FOR:-0}"; exit "\${VERDICT:-0}" ;;
esac
`
const CURL = `#!/usr/bin/env bash
echo "marker $(cat) \${!#}" >> "$CALLS"
exit "\${GRAFANA_FAILS:-0}"
`
const RELEASE = `import { appendFileSync } from 'node:fs'
const [action, ...args] = process.argv.slice(2)
appendFileSync(String(process.env.CALLS), ['release', action, ...args].join(' ') + '\\n')
if (action === 'canary') process.stdout.write('{"baseline": "v1", "canary": "v2"}\\n')
if (process.env.FAILS === action) process.exitCode = 1
`

const home = realpathSync(mkdtempSync(join(tmpdir(), 'release-')))
after(() => rmSync(home, { recursive: true, force: true }))
const repository = join(home, 'repository')
mkdirSync(join(repository, 'deploy'), { recursive: true })
for (const path of ['.github', '.gitlab-ci.yml'])
  cpSync(join(TEMPLATE, path), join(repository, path), { recursive: true })
writeFileSync(join(repository, 'package.json'), '{ "type": "module" }')
writeFileSync(join(repository, 'deploy/release.ts'), RELEASE)
const sha = commitAll(repository, 'All of it')
const standIns = join(home, 'bin')
mkdirSync(standIns)
for (const [name, script] of Object.entries({ npm: STAND_IN, npx: STAND_IN, curl: CURL })) {
  writeFileSync(join(standIns, name), script)
  chmodSync(join(standIns, name), 0o755)
}

interface Given {
  env?: Record<string, string>
  overrideReason?: string
  cancelAt?: RegExp
}

interface Released {
  result: string
  calls: string[]
}

const NOT_HERE = ['actions/setup-node', 'docker/login-action', 'docker/setup-buildx-action', 'Build and push']

let runs = 0
function machineFor({ env = {}, cancelAt }: Given): Machine & { calls: () => string[] } {
  runs += 1
  const folder = join(home, `run-${runs}`)
  mkdirSync(folder)
  const calls = join(folder, 'calls')
  writeFileSync(calls, '')
  const path = [standIns, dirname(process.execPath), process.env.PATH].join(':')
  return {
    folder,
    env: { PATH: path, HOME: folder, CALLS: calls, ...env },
    notHere: Object.fromEntries(NOT_HERE.map((step) => [step, 'what comes of it is given'])),
    outputs: { build: { digest: DIGEST } },
    cancelAt,
    calls: () => readFileSync(calls, 'utf8').split('\n').filter(Boolean),
  }
}

const job = jobOf('release', repository)
const providers: Record<string, (given: Given) => Promise<Released>> = {
  GitHub: async (given) => {
    const machine = machineFor(given)
    const event = {
      repository,
      sha,
      github: { ref: 'refs/heads/main', repository: 'Shop/API', actor: 'ada' },
      vars: { PROMETHEUS_URL: PROMETHEUS, DEPLOY_TARGET: 'here', GRAFANA_URL: GRAFANA },
      secrets: { GRAFANA_TOKEN: 'token' },
      inputs: { override_reason: given.overrideReason ?? '' },
    }
    const workflow = join(repository, '.github/workflows/ci.yml')
    const { release } = await runWorkflow(workflow, event, machine, ['publish', 'release'])
    return { result: release?.result ?? '', calls: machine.calls() }
  },
  GitLab: async (given) => {
    const machine = machineFor(given)
    const checkout = join(machine.folder, 'checkout')
    cpSync(repository, checkout, { recursive: true })
    const project = {
      IMAGE: `ghcr.io/shop/api@${DIGEST}`,
      CI_COMMIT_SHA: sha,
      PROMETHEUS_URL: PROMETHEUS,
      DEPLOY_TARGET: 'here',
      GRAFANA_URL: GRAFANA,
      GRAFANA_TOKEN: 'token',
      OVERRIDE_REASON: given.overrideReason ?? '',
    }
    const { result } = await runJob(job, checkout, project, machine)
    return { result, calls: machine.calls() }
  },
}

const INSTALL = 'npm ci'
const GATE = `npx paved-road canary gate slo.yaml --prometheus ${PROMETHEUS}`
const CANARY = `release canary --image ghcr.io/shop/api@${DIGEST} --version ${sha}`
const JUDGE = `npx paved-road canary run --prometheus ${PROMETHEUS} --service acme-orders --baseline v1 --canary v2 --policy slo.yaml`
const PROMOTE = `release promote --version ${sha}`
const ROLL_BACK = `release rollback --version ${sha}`
const marker = (outcome: string) =>
  `marker {"tags":["deploy","acme-orders"],"text":"acme-orders ${sha} ${outcome}"} ${GRAFANA}/api/annotations`
const ROLLED_BACK = [ROLL_BACK, marker('rolled back')]

for (const [provider, release] of Object.entries(providers)) {
  describe(`a release on ${provider}`, () => {
    it('promotes what the judge lets pass', async () => {
      const { result, calls } = await release({})
      assert.deepEqual(calls, [INSTALL, GATE, CANARY, JUDGE, PROMOTE, marker('promoted')])
      assert.equal(result, 'success')
    })

    for (const [verdict, code] of Object.entries({
      FAIL: 1,
      'bad input': 2,
      'no Prometheus': 3,
      INCONCLUSIVE: 4,
    })) {
      it(`rolls back and fails on any other answer: ${verdict}`, async () => {
        const { result, calls } = await release({ env: { VERDICT: String(code) } })
        assert.deepEqual(calls, [INSTALL, GATE, CANARY, JUDGE, ...ROLLED_BACK])
        assert.equal(result, 'failure')
      })
    }

    it('deploys nothing when the budget is spent', async () => {
      const { result, calls } = await release({ env: { GATE: '1' } })
      assert.deepEqual(calls, [INSTALL, GATE])
      assert.equal(result, 'failure')
    })

    it('hands over the reason of who overrides that, as it was written', async () => {
      const reason = `it's "urgent"; $(touch ${home}/injected) \${IFS} * &`
      const { calls } = await release({ overrideReason: reason })
      assert.deepEqual(calls[1], `${GATE} --override ${reason}`)
      assert.throws(() => readFileSync(join(home, 'injected')))
    })

    it('rolls back when it is cancelled while the judge looks', async () => {
      const { result, calls } = await release({ env: { JUDGES_FOR: '30' }, cancelAt: /judging/ })
      assert.deepEqual(calls, [INSTALL, GATE, CANARY, JUDGE, ...ROLLED_BACK])
      assert.equal(result, 'cancelled')
    })

    it('rolls back a canary that did not come up', async () => {
      const { result, calls } = await release({ env: { FAILS: 'canary' } })
      assert.deepEqual(calls, [INSTALL, GATE, CANARY, ...ROLLED_BACK])
      assert.equal(result, 'failure')
    })

    it('rolls back a promotion that failed', async () => {
      const { result, calls } = await release({ env: { FAILS: 'promote' } })
      assert.deepEqual(calls, [INSTALL, GATE, CANARY, JUDGE, PROMOTE, ...ROLLED_BACK])
      assert.equal(result, 'failure')
    })

    it('does not say that it rolled back when that failed', async () => {
      const { calls } = await release({ env: { VERDICT: '1', FAILS: 'rollback' } })
      assert.deepEqual(calls.slice(-2), [ROLL_BACK, marker('left as it was')])
    })

    it('is done although Grafana takes no marker', async () => {
      const { result } = await release({ env: { GRAFANA_FAILS: '22' } })
      assert.equal(result, 'success')
    })
  })
}
