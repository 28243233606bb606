// Releases of a stamped service behind a gateway, with a stand-in for kubectl and its cluster.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
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

describe('release.ts behind a gateway', () => {
  const folder = temporary()
  after(() => folder[Symbol.dispose]())
  let service = ''
  before(() => {
    service = stampedFor('gateway', folder.path)
  })
  const fresh = () => cluster(service, folder.path)

  const RELEASE = {
    install: 'install --image shop-api:1 --version 1.0.0',
    canary: 'canary --image shop-api:2 --version 2.0.0',
    blueGreen: 'canary --image shop-api:2 --version 2.0.0 --strategy blue-green',
    promote: 'promote --version 2.0.0',
    rollback: 'rollback --version 2.0.0',
  }
  const released = (...commands: (keyof typeof RELEASE)[]): Cluster => {
    const there = fresh()
    for (const command of commands) report(there.release(RELEASE[command]))
    return there
  }
  /** By track: version, tag of its image, replicas and share of the traffic. */
  const shown = ({ release }: Cluster) => {
    const { under_way: _, ...tracks } = report(release('status'))
    const shownOf = (track: unknown) => {
      const { version, image, replicas, weight } = track as Record<string, unknown>
      return `${version} ${String(image).replace('shop-api', '')} ×${replicas} ${weight} %`
    }
    return Object.fromEntries(Object.entries(tracks).map(([name, track]) => [name, shownOf(track)]))
  }
  const OLD = { stable: '1.0.0 :1 ×4 100 %' }
  const BESIDE = {
    stable: '1.0.0 :1 ×4 80 %',
    baseline: '1.0.0+baseline :1 ×1 10 %',
    canary: '2.0.0 :2 ×1 10 %',
  }
  const NEW = { stable: '2.0.0 :2 ×4 100 %', baseline: '1.0.0+baseline :1 ×0 0 %', canary: '2.0.0 :2 ×0 0 %' }
  const BACK = { ...NEW, stable: '1.0.0 :1 ×4 100 %' }

  it('puts a fresh copy of the old version and the new one side by side, and says how to tell them apart', () => {
    const there = released('install')
    assert.deepEqual(shown(there), OLD)
    assert.deepEqual(report(there.release(RELEASE.canary)), { baseline: '1.0.0+baseline', canary: '2.0.0' })
    assert.deepEqual(shown(there), BESIDE)
    assert.deepEqual(there.state().migrated, ['shop-api:1', 'shop-api:2'], 'before its pods')
    assert.deepEqual(there.state().lost, [])
  })

  it('lets the new version take over, and takes it back even then', () => {
    const there = released('install', 'canary')
    assert.deepEqual(report(there.release(RELEASE.promote)), { stable: '2.0.0' })
    assert.deepEqual(shown(there), NEW)
    assert.deepEqual(report(there.release(RELEASE.rollback)), { stable: '1.0.0' })
    assert.deepEqual(shown(there), BACK)
    assert.deepEqual(there.state().lost, [])
  })

  it('takes a canary back', () => {
    const there = released('install', 'canary')
    assert.deepEqual(report(there.release(RELEASE.rollback)), { stable: '1.0.0' })
    assert.deepEqual(shown(there), BACK)
    report(there.release('canary --image shop-api:3 --version 3.0.0'))
    assert.deepEqual(shown(there), { ...BESIDE, canary: '3.0.0 :3 ×1 10 %' }, 'and another can follow')
  })

  it('moves all traffic at once with blue-green, and back', () => {
    const there = released('install')
    assert.deepEqual(report(there.release(RELEASE.blueGreen)), { baseline: '1.0.0', canary: '2.0.0' })
    const blue = {
      stable: '1.0.0 :1 ×4 0 %',
      baseline: '1.0.0+baseline :1 ×0 0 %',
      canary: '2.0.0 :2 ×4 100 %',
    }
    assert.deepEqual(shown(there), blue)
    report(there.release(RELEASE.rollback))
    assert.deepEqual(shown(there), BACK)
    report(there.release(RELEASE.blueGreen))
    report(there.release(RELEASE.promote))
    assert.deepEqual(shown(there), NEW)
    report(there.release(RELEASE.rollback))
    assert.deepEqual(shown(there), BACK)
    assert.deepEqual(there.state().lost, [])
  })

  it('changes nothing that somebody else scaled', () => {
    const there = released('install')
    const { objects } = there.state()
    const stable = objects['Deployment/shop-api-stable']
    assert.ok(stable)
    stable.spec.replicas = 23
    there.set({ objects })
    report(there.release(RELEASE.canary))
    report(there.release(RELEASE.promote))
    assert.equal(shown(there).stable, '2.0.0 :2 ×23 100 %')
  })

  for (const [command, first, end] of [
    ['install', [], OLD],
    ['canary', ['install'], BESIDE],
    ['promote', ['install', 'canary'], NEW],
    ['rollback', ['install', 'canary'], BACK],
    ['rollback', ['install', 'canary', 'promote'], BACK],
    ['promote', ['install', 'blueGreen'], NEW],
  ] as const) {
    it(`goes on where ${command} after ${first.join(', ') || 'nothing'} was killed, and losing nothing`, () => {
      const there = released(...first)
      const begin = there.state()
      report(there.release(RELEASE[command]))
      const count = there.state().changes - begin.changes
      assert.ok(count > 0)
      assert.deepEqual(shown(there), end)
      const { objects } = there.state()
      for (let at = 1; at <= count; at++) {
        there.set({ ...begin, crashAt: begin.changes + at })
        assert.equal(there.release(RELEASE[command]).status, null, 'killed')
        report(there.release(RELEASE[command]))
        assert.deepEqual(there.state().objects, objects, `killed after change ${at} of ${count}`)
        assert.deepEqual(there.state().lost, [])
      }
      report(there.release(RELEASE[command]))
      assert.deepEqual(there.state().objects, objects, 'done once more, it changes nothing')
    })
  }

  it('takes back what was killed before it was whole', () => {
    const there = released('install')
    const begin = there.state()
    for (const at of [1, 2, 3, 4]) {
      there.set({ ...begin, crashAt: begin.changes + at })
      there.release(RELEASE.canary)
      report(there.release(RELEASE.rollback))
      assert.equal(shown(there).stable, OLD.stable)
      const up = Object.values(there.state().objects).filter(
        ({ kind, spec }) => kind === 'Deployment' && spec.replicas,
      )
      assert.deepEqual(
        up.map(({ metadata }) => metadata.name),
        ['shop-api-stable'],
      )
    }
  })

  it('gives no traffic to a version that does not become ready, or whose migration fails', () => {
    const there = released('install')
    const broken = there.release('canary --image shop-api:broken --version 2.0.0')
    refused(broken, 1, /^RELEASE_NOT_READY shop-api-canary did not become ready \(.*timed out.*: what served/)
    assert.equal(shown(there).stable, '1.0.0 :1 ×4 100 %')
    report(there.release(RELEASE.rollback))

    const failed = there.release('canary --image shop-api:bad-migration --version 3.0.0')
    refused(failed, 1, /^RELEASE_MIGRATION_FAILED shop-api-migrate-\w+ could not .*: see "kubectl logs job/)
    assert.deepEqual(shown(there), { ...BACK, canary: '2.0.0 :broken ×0 0 %' })
    refused(
      there.release('canary --image shop-api:bad-migration --version 3.0.0'),
      1,
      /^RELEASE_MIGRATION_FAILED/,
    )
    assert.equal(there.state().migrated.filter((image) => /bad/.test(image)).length, 2, 'tried anew')
  })

  it('refuses what cannot be meant', () => {
    refused(fresh().release(RELEASE.canary), 2, /^RELEASE_NOT_INSTALLED shop-api-stable .*"install"/)
    const there = released('install', 'canary')
    for (const [command, message] of [
      ['install --image a --version 3.0.0', /^RELEASE_INSTALLED 3\.0\.0 cannot be the first: 1\.0\.0/],
      ['canary --image shop-api:3 --version 3.0.0', /^RELEASE_UNDER_WAY 2\.0\.0 .*"promote" or "rollback"/],
      ['canary --image shop-api:1 --version 1.0.0', /^RELEASE_UNDER_WAY 2\.0\.0/],
      ['promote --version 3.0.0', /^RELEASE_VERSION_UNKNOWN 3\.0\.0 .*1\.0\.0 is stable/],
      ['rollback --version 3.0.0', /^RELEASE_VERSION_UNKNOWN 3\.0\.0/],
      ['rollback --version 1.0.0', /^RELEASE_NOTHING_BEFORE 1\.0\.0/],
      ['watch --version 2.0.0', /^RELEASE_USAGE watch is not for this target: judge with/],
      ['canary --version 3.0.0', /^RELEASE_USAGE --image nothing is not an image/],
      ['canary --image a;b --version 3.0.0', /^RELEASE_USAGE --image/],
      ['canary --image a --version 3+baseline', /^RELEASE_USAGE --version 3\+baseline is not a version/],
      ['canary --image a --version 3.0.0 --strategy red', /^RELEASE_USAGE --strategy red/],
      ['status --patience never', /^RELEASE_USAGE --patience never/],
      ['status --target rollouts', /^RELEASE_USAGE --target rollouts is not the one .*: give one of gateway/],
      ['ship', /^RELEASE_USAGE ship is not a command: give one of install, canary/],
      ['status --colour', /^RELEASE_USAGE status --colour Unknown option/],
    ] as const)
      refused(there.release(command), 2, message)
    assert.deepEqual(shown(there), BESIDE)
    report(there.release(RELEASE.promote))
    refused(there.release(RELEASE.canary), 2, /^RELEASE_SAME_VERSION 2\.0\.0 is stable already/)
  })

  it('says when there is no cluster or no kubectl', () => {
    const there = released('install')
    there.set({ unreachable: true })
    refused(there.release(RELEASE.canary), 3, /^RELEASE_KUBECTL_FAILED kubectl get failed \(The connection/)
    const args = ['deploy/release.ts', 'status']
    const env = { ...process.env, PATH: '/nowhere' }
    const bare = spawnSync(process.execPath, args, { cwd: service, encoding: 'utf8', env })
    refused(bare, 3, /^RELEASE_KUBECTL_MISSING kubectl is not on PATH: install it/)
  })

  it('has its codes explained, with their exit codes, and no others', () => {
    const read = (path: string) => readFileSync(join(service, 'deploy', path), 'utf8')
    const coded = [...read('target.ts').matchAll(/^ {2}(RELEASE_\w+): (\d),$/gm)].map(([, ...pair]) => pair)
    const told = [...read('README.md').matchAll(/^\| `(RELEASE_\w+)` +\| (\d) +\|/gm)].map(
      ([, ...pair]) => pair,
    )
    assert.ok(coded.length > 0)
    assert.deepEqual(told, coded)
  })

  it('names the namespace and the context it was given on every call', () => {
    const there = fresh()
    report(there.release(`${RELEASE.install} --namespace shop --context eu-1`))
    assert.ok(there.state().calls.every((call) => call.startsWith('--namespace=shop --context=eu-1 ')))
  })
})
