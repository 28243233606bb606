// Releases of a stamped service by Argo Rollouts, with a stand-in for kubectl, the cluster and the controller.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  type Cluster,
  cluster,
  refused,
  report,
  stampedFor,
} from '../../../generator/test/deploy/support/cluster.ts'
import { temporary } from '../../../generator/test/support/run.ts'

const folder = temporary()
let service = ''
before(() => {
  service = stampedFor('rollouts', folder.path)
})
after(() => folder[Symbol.dispose]())

const INSTALL = 'install --image shop-api:1 --version 1.0.0'
const canary = (image: string) => `canary --image shop-api:${image} --version 2.0.0`
const PROMOTE = 'promote --version 2.0.0'
const ROLLBACK = 'rollback --version 2.0.0'
const WATCH = 'watch --version 2.0.0'

interface Analysis {
  readonly metrics: readonly {
    readonly provider: { readonly job: { readonly spec: Judging } }
  }[]
}
interface Judging {
  readonly template: { readonly spec: Judges }
  readonly podFailurePolicy: {
    readonly rules: readonly {
      readonly action: string
      readonly onExitCodes: { readonly values: number[] }
    }[]
  }
}
interface Judges {
  readonly containers: readonly Judge[]
}
interface Judge {
  readonly args: readonly string[]
  readonly volumeMounts: readonly { readonly mountPath: string }[]
}

const released = (...commands: string[]): Cluster => {
  const there = cluster(service, folder.path)
  for (const command of commands) report(there.release(command))
  return there
}
/** Version and image that are wanted, and whether that is what runs. */
const shown = ({ release }: Cluster) => {
  const { version, image, phase, under_way } = report(release('status'))
  return `${version} ${image} ${phase}${under_way ? ', under way' : ''}`
}

describe('release.ts by Argo Rollouts', () => {
  it('says which versions the judge is to tell apart, and what the controller made of it', () => {
    const there = released(INSTALL)
    assert.deepEqual(report(there.release(canary('2'))), { baseline: '1.0.0+baseline', canary: '2.0.0' })
    const { metadata } = there.state().objects['Rollout/shop-api'] as { metadata: { annotations?: object } }
    assert.deepEqual(metadata.annotations, {
      'paved-road/version': '2.0.0',
      'paved-road/baseline': '1.0.0+baseline',
    })
    assert.deepEqual(report(there.release(WATCH)), { stable: '2.0.0' })
    assert.equal(shown(there), '2.0.0 shop-api:2 Healthy')
    assert.deepEqual(there.state().migrated, ['shop-api:1', 'shop-api:2'])
  })

  it('hears that the judge found harm, and goes back', () => {
    const there = released(INSTALL, canary('harmful'))
    refused(there.release(WATCH), 1, /^RELEASE_ROLLED_BACK 2\.0\.0 was taken back \(.*"harm" assessed Failed/)
    refused(there.release(PROMOTE), 1, /^RELEASE_ROLLED_BACK 2\.0\.0/)
    refused(there.release('canary --image a --version 3.0.0'), 2, /^RELEASE_UNDER_WAY 2\.0\.0/)
    assert.deepEqual(report(there.release(ROLLBACK)), { stable: '1.0.0' })
    assert.equal(shown(there), '1.0.0 shop-api:1 Healthy')
    assert.equal(report(there.release(canary('2').replace('2.0.0', '3.0.0'))).baseline, '1.0.0+baseline')
  })

  it('hears that the judge cannot tell, with the exit code of the judge itself, and lets somebody decide', () => {
    const there = released(INSTALL, canary('vague'))
    refused(there.release(WATCH), 4, /^RELEASE_INCONCLUSIVE 2\.0\.0 .*: look at it, then "promote" or/)
    assert.deepEqual(report(there.release(PROMOTE)), { stable: '2.0.0' })
    assert.equal(shown(there), '2.0.0 shop-api:vague Healthy')
  })

  it('does not take the end of its patience for a verdict', () => {
    const there = released(INSTALL, canary('slow'))
    refused(there.release(`${WATCH} --patience 1`), 4, /^RELEASE_INCONCLUSIVE 2\.0\.0 .*it goes on/)
  })

  it('promotes at once, and goes back even then', () => {
    const there = released(INSTALL, canary('slow'))
    assert.equal(shown(there), '2.0.0 shop-api:slow Progressing, under way')
    report(there.release(PROMOTE))
    report(there.release(PROMOTE))
    assert.equal(shown(there), '2.0.0 shop-api:slow Healthy')
    for (const _ of 'twice') assert.deepEqual(report(there.release(ROLLBACK)), { stable: '1.0.0' })
    assert.equal(shown(there), '1.0.0 shop-api:1 Healthy')
  })

  it('changes to blue-green, and keeps it for the way back', () => {
    const there = released(INSTALL)
    const strategy = () => Object.keys(there.state().objects['Rollout/shop-api']?.spec.strategy ?? {})
    assert.deepEqual(report(there.release(`${canary('slow')} --strategy blue-green`)), {
      baseline: '1.0.0',
      canary: '2.0.0',
    })
    assert.deepEqual(strategy(), ['blueGreen'])
    report(there.release(ROLLBACK))
    assert.deepEqual(strategy(), ['blueGreen'])
    report(there.release('canary --image shop-api:3 --version 3.0.0'))
    assert.deepEqual(strategy(), ['canary'])
  })

  for (const [command, first, end] of [
    [INSTALL, [], '1.0.0 shop-api:1 Healthy'],
    [canary('slow'), [INSTALL], '2.0.0 shop-api:slow Progressing, under way'],
    [PROMOTE, [INSTALL, canary('slow')], '2.0.0 shop-api:slow Healthy'],
    [ROLLBACK, [INSTALL, canary('slow')], '1.0.0 shop-api:1 Healthy'],
    [ROLLBACK, [INSTALL, canary('slow'), PROMOTE], '1.0.0 shop-api:1 Healthy'],
  ] as const) {
    it(`goes on where it was killed: ${command.split(' ')[0]} as command ${first.length + 1}`, () => {
      const there = released(...first)
      const begin = there.state()
      report(there.release(command))
      const count = there.state().changes - begin.changes
      assert.ok(count > 0)
      for (let at = 1; at <= count; at++) {
        there.set({ ...begin, crashAt: begin.changes + at })
        assert.equal(there.release(command).status, null, 'killed')
        report(there.release(command))
        assert.equal(shown(there), end, `killed after change ${at} of ${count}`)
      }
    })
  }

  it('asks the judge that was built with the version, else the one that the file names', () => {
    const there = released(INSTALL)
    const judges = () =>
      JSON.stringify(there.state().objects['AnalysisTemplate/shop-api-judge']).match(/"image":"[^"]+"/g)
    report(there.release(canary('slow')))
    assert.deepEqual(judges(), Array(2).fill('"image":"shop-api-judge:0.1.0"'))
    report(there.release(`${canary('slow')} --judge shop-api-judge:2.0.0`))
    assert.deepEqual(judges(), Array(2).fill('"image":"shop-api-judge:2.0.0"'))
    refused(there.release(`${canary('slow')} --judge a;b`), 2, /^RELEASE_USAGE --judge a;b is not an image/)
  })

  it('remembers when the judging began, where the judge can write', () => {
    const there = released(INSTALL)
    const { spec } = there.state().objects['AnalysisTemplate/shop-api-judge'] ?? assert.fail()
    const { metrics } = spec as unknown as Analysis
    assert.equal(metrics.length, 2)
    for (const { provider } of metrics) {
      const [judge] = provider.job.spec.template.spec.containers
      assert.ok(judge?.args.includes('--state=/state/canary.json'))
      assert.equal(judge?.volumeMounts[0]?.mountPath, '/state')
      const [rule] = provider.job.spec.podFailurePolicy.rules
      assert.deepEqual([rule?.action, rule?.onExitCodes.values], ['FailJob', [1, 2]], 'and is asked once')
    }
  })

  it('refuses what cannot be meant', () => {
    refused(cluster(service, folder.path).release(canary('2')), 2, /^RELEASE_NOT_INSTALLED shop-api /)
    const there = released(INSTALL)
    refused(there.release(PROMOTE), 2, /^RELEASE_VERSION_UNKNOWN 2\.0\.0 .*1\.0\.0 is stable/)
    refused(there.release(WATCH), 2, /^RELEASE_VERSION_UNKNOWN 2\.0\.0/)
    refused(there.release('rollback --version 1.0.0'), 2, /^RELEASE_NOTHING_BEFORE 1\.0\.0/)
    refused(there.release(INSTALL.replace('1.0.0', '3.0.0')), 2, /^RELEASE_INSTALLED 3\.0\.0/)
    refused(there.release(canary('1').replace('2.0.0', '1.0.0')), 2, /^RELEASE_SAME_VERSION 1\.0\.0/)
    report(there.release(canary('slow')))
    refused(there.release('rollback --version 3.0.0'), 2, /^RELEASE_VERSION_UNKNOWN 3\.0\.0/)
  })
})

describe('the two questions that a judge is asked', () => {
  const PASS = 0
  const FAIL = 1
  const INCONCLUSIVE = 4
  const NO_PROMETHEUS = 3

  /** Exit codes of judge.ts where `paved-road canary run` ends with each of `exits`, the last of them for good. */
  const asked = (question: string, exits: readonly number[]) => {
    const stage = join(folder.path, 'judged')
    mkdirSync(join(stage, 'node_modules/.bin'), { recursive: true })
    const paved = join(stage, 'node_modules/.bin/paved-road')
    writeFileSync(join(stage, 'exits'), exits.join('\n'))
    writeFileSync(
      paved,
      `#!/bin/sh\ncd "${stage}"; echo "$@" >asked; exit=$(head -n1 exits); sed -i '1{$!d}' exits; exit $exit\n`,
    )
    chmodSync(paved, 0o755)
    mkdirSync(join(stage, 'deploy/rollouts'), { recursive: true })
    const copy = join(stage, 'deploy/rollouts/judge.ts')
    spawnSync('cp', [join(service, 'deploy/rollouts/judge.ts'), copy])
    const env = { ...process.env, JUDGE_PAUSE_MS: '1' }
    return spawnSync(process.execPath, [copy, question, '--service=shop-api'], { env, encoding: 'utf8' })
  }

  for (const [what, exits, harm, evidence] of [
    ['PASS', [PASS], 0, 0],
    ['FAIL', [FAIL], 1, 1],
    ['INCONCLUSIVE', [INCONCLUSIVE], 0, 1],
    ['no answer from Prometheus', [NO_PROMETHEUS], 0, 1],
    ['no answer at first, then FAIL', [NO_PROMETHEUS, FAIL], 1, 1],
    ['no answer at first, then PASS', [NO_PROMETHEUS, PASS], 0, 0],
  ] as const)
    it(`with ${what}`, () => {
      assert.equal(asked('harm', exits).status, harm, 'does it do harm?')
      assert.equal(asked('evidence', exits).status, evidence, 'is there evidence that it does not?')
    })

  it('and no other', () => {
    const { status, stderr } = asked('taste', [PASS])
    assert.equal(status, 2)
    assert.match(stderr, /^JUDGE_USAGE taste cannot be asked: use "harm" or "evidence"/)
  })
})
