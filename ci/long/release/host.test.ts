// Releases of a stamped service on one machine, with a stand-in for docker, its containers and the proxy.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { refused, report, stampedFor } from '../../../generator/test/deploy/support/cluster.ts'
import { type Machine, machine } from '../../../generator/test/deploy/support/machine.ts'
import { temporary } from '../../../generator/test/support/run.ts'

describe('release.ts on one machine', () => {
  const folder = temporary()
  after(() => folder[Symbol.dispose]())
  let service = ''
  before(() => {
    service = stampedFor('host', folder.path)
  })
  const fresh = () => machine(service, folder.path)

  const RELEASE = {
    install: 'install --image shop-api:1 --version 1.0.0',
    canary: 'canary --image shop-api:2 --version 2.0.0',
    blueGreen: 'canary --image shop-api:2 --version 2.0.0 --strategy blue-green',
    promote: 'promote --version 2.0.0',
    rollback: 'rollback --version 2.0.0',
  }
  const released = (...commands: (keyof typeof RELEASE)[]): Machine => {
    const there = fresh()
    for (const command of commands) report(there.release(RELEASE[command]))
    return there
  }
  /** By track: version and tag of what runs, and its share of the traffic. */
  const shown = ({ state }: Machine) => {
    const { containers, weights } = state()
    const tracks = Object.entries(containers).filter(([name]) => name !== 'proxy')
    const shownOf = tracks.map(([name, { version, image }]) => [
      name,
      `${version} ${image.replace('shop-api', '')} ${weights[name]} %`,
    ])
    return Object.fromEntries(shownOf)
  }
  const OLD = { stable: '1.0.0 :1 100 %' }
  const BESIDE = { stable: '1.0.0 :1 80 %', baseline: '1.0.0+baseline :1 10 %', canary: '2.0.0 :2 10 %' }
  const NEW = { stable: '2.0.0 :2 100 %' }

  it('puts a fresh copy of the old version and the new one side by side, and says how to tell them apart', () => {
    const there = released('install')
    assert.deepEqual(shown(there), OLD)
    assert.deepEqual(report(there.release(RELEASE.canary)), { baseline: '1.0.0+baseline', canary: '2.0.0' })
    assert.deepEqual(shown(there), BESIDE)
    assert.deepEqual(there.state().migrated, ['shop-api:1', 'shop-api:2'])
    assert.deepEqual(report(there.release('status')).baseline, {
      version: '1.0.0+baseline',
      image: 'shop-api:1',
      weight: 10,
      up: true,
    })
    assert.deepEqual(there.state().lost, [])
  })

  it('lets the new version take over, and takes it back even then', () => {
    const there = released('install', 'canary')
    assert.deepEqual(report(there.release(RELEASE.promote)), { stable: '2.0.0' })
    assert.deepEqual(shown(there), NEW)
    assert.deepEqual(report(there.release(RELEASE.rollback)), { stable: '1.0.0' })
    assert.deepEqual(shown(there), OLD)
    assert.deepEqual(there.state().lost, [])
  })

  it('takes a canary back, and another can follow', () => {
    const there = released('install', 'canary')
    assert.deepEqual(report(there.release(RELEASE.rollback)), { stable: '1.0.0' })
    assert.deepEqual(shown(there), OLD)
    report(there.release('canary --image shop-api:3 --version 3.0.0'))
    assert.deepEqual(shown(there), { ...BESIDE, canary: '3.0.0 :3 10 %' })
  })

  it('moves all traffic at once with blue-green, and back', () => {
    const there = released('install')
    assert.deepEqual(report(there.release(RELEASE.blueGreen)), { baseline: '1.0.0', canary: '2.0.0' })
    assert.deepEqual(shown(there), { stable: '1.0.0 :1 0 %', canary: '2.0.0 :2 100 %' })
    report(there.release(RELEASE.rollback))
    assert.deepEqual(shown(there), OLD)
    report(there.release(RELEASE.blueGreen))
    report(there.release(RELEASE.promote))
    assert.deepEqual(shown(there), NEW)
    report(there.release(RELEASE.rollback))
    assert.deepEqual(shown(there), OLD)
    assert.deepEqual(there.state().lost, [])
  })

  it('keeps for a proxy that starts anew what it was told, and for Prometheus what is up', () => {
    const there = released('install', 'canary')
    const read = (file: string) => readFileSync(join(there.folder, file), 'utf8')
    assert.match(read('proxy/weights.cfg'), /STABLE_WEIGHT 80\n.*BASELINE_WEIGHT 10\n.*CANARY_WEIGHT 10\n/)
    const targets = (ports: number[]) => [{ targets: ports.map((port) => `127.0.0.1:${port}`) }]
    assert.deepEqual(JSON.parse(read('targets.json')), targets([8081, 8082, 8083]))
    report(there.release(RELEASE.promote))
    assert.match(read('proxy/weights.cfg'), /STABLE_WEIGHT 100\n.*BASELINE_WEIGHT 0\n.*CANARY_WEIGHT 0\n/)
    assert.deepEqual(JSON.parse(read('targets.json')), targets([8081]))
  })

  it('lets the proxy, another user, read its files, however careful the user is', () => {
    const before = process.umask(0o077)
    try {
      const { folder: path } = released('install')
      const modes = ['proxy', 'proxy/weights.cfg', 'proxy/haproxy.cfg'].map((name) =>
        (statSync(join(path, name)).mode & 0o777).toString(8),
      )
      assert.deepEqual(modes, ['755', '644', '644'])
    } finally {
      process.umask(before)
    }
  })

  for (const [command, first, end] of [
    ['install', [], OLD],
    ['canary', ['install'], BESIDE],
    ['promote', ['install', 'canary'], NEW],
    ['rollback', ['install', 'canary'], OLD],
    ['rollback', ['install', 'canary', 'promote'], OLD],
    ['promote', ['install', 'blueGreen'], NEW],
    ['rollback', ['install', 'blueGreen'], OLD],
  ] as const) {
    it(`goes on where ${command} after ${first.join(', ') || 'nothing'} was killed, and losing nothing`, () => {
      const there = released(...first)
      const begin = there.snapshot()
      report(there.release(RELEASE[command]))
      const count = there.state().changes - begin.state.changes
      assert.ok(count > 0)
      assert.deepEqual(shown(there), end)
      const lasting = there.lasting()
      for (let at = 1; at <= count; at++) {
        there.restore(begin, { crashAt: begin.state.changes + at })
        assert.equal(there.release(RELEASE[command]).status, null, 'killed')
        report(there.release(RELEASE[command]))
        assert.deepEqual(there.lasting(), lasting, `killed after change ${at} of ${count}`)
        assert.deepEqual(there.state().lost, [])
      }
      report(there.release(RELEASE[command]))
      assert.deepEqual(there.lasting(), lasting, 'done once more, it changes nothing')
      assert.deepEqual(there.state().lost, [])
    })
  }

  for (const command of ['canary', 'promote'] as const) {
    it(`takes back a ${command} that was killed anywhere`, () => {
      const there = command === 'canary' ? released('install') : released('install', 'canary')
      const begin = there.snapshot()
      report(there.release(RELEASE[command]))
      const count = there.state().changes - begin.state.changes
      for (let at = 1; at <= count; at++) {
        there.restore(begin, { crashAt: begin.state.changes + at })
        there.release(RELEASE[command])
        report(there.release(RELEASE.rollback))
        assert.deepEqual(shown(there), OLD, `killed after change ${at} of ${count}`)
        assert.deepEqual(there.state().lost, [])
      }
    })
  }

  it('never recreates what has traffic, though its description changed', () => {
    const there = released('install', 'canary')
    const changed = join(there.folder, 'compose.yaml')
    const { files } = there.snapshot()
    const other = (files['compose.yaml'] ?? '').replace('memory: 384M', 'memory: 512M')
    there.restore({ state: there.state(), files: { ...files, 'compose.yaml': other } })
    assert.match(readFileSync(changed, 'utf8'), /512M/)
    report(there.release(RELEASE.rollback))
    assert.deepEqual(shown(there), OLD)
    assert.deepEqual(there.state().lost, [])
  })

  it('gives no traffic to a version that does not become ready, or whose migration fails', () => {
    const there = released('install')
    const broken = there.release('canary --image shop-api:broken --version 2.0.0')
    refused(broken, 1, /^RELEASE_NOT_READY canary did not become ready \(.*unhealthy.*: what served/)
    assert.equal(shown(there).stable, OLD.stable)
    report(there.release(RELEASE.rollback))

    const failing = 'canary --image shop-api:bad-migration --version 3.0.0'
    refused(there.release(failing), 1, /^RELEASE_MIGRATION_FAILED migrate could not .*\(migration failed\)/)
    refused(there.release(failing), 1, /^RELEASE_MIGRATION_FAILED/)
    assert.deepEqual(shown(there), OLD)
    report(there.release('canary --image shop-api:3 --version 3.0.0'))
    assert.deepEqual(there.state().lost, [])
  })

  it('can be given a better image of the version that did not become ready', () => {
    const there = released('install')
    there.release('canary --image shop-api:broken --version 2.0.0')
    report(there.release(RELEASE.canary))
    assert.deepEqual(shown(there), BESIDE)
  })

  it('refuses what cannot be meant', () => {
    refused(fresh().release(RELEASE.canary), 2, /^RELEASE_NOT_INSTALLED shop-api .*"install"/)
    const there = released('install', 'canary')
    for (const [command, message] of [
      ['install --image a --version 3.0.0', /^RELEASE_INSTALLED 3\.0\.0 cannot be the first: 1\.0\.0/],
      ['canary --image shop-api:3 --version 3.0.0', /^RELEASE_UNDER_WAY 2\.0\.0 .*"promote" or "rollback"/],
      ['promote --version 3.0.0', /^RELEASE_VERSION_UNKNOWN 3\.0\.0 .*1\.0\.0 is stable/],
      ['rollback --version 3.0.0', /^RELEASE_VERSION_UNKNOWN 3\.0\.0/],
      ['rollback --version 1.0.0', /^RELEASE_NOTHING_BEFORE 1\.0\.0/],
      ['watch --version 2.0.0', /^RELEASE_USAGE watch is not for this target: judge with/],
    ] as const)
      refused(there.release(command), 2, message)
    assert.deepEqual(shown(there), BESIDE)
    report(there.release(RELEASE.promote))
    refused(there.release(RELEASE.canary), 2, /^RELEASE_SAME_VERSION 2\.0\.0 is stable already/)
  })

  it('says when there is no engine, no docker, or a file that somebody else wrote', () => {
    const there = released('install')
    there.set({ unreachable: true })
    refused(there.release('status'), 3, /^RELEASE_DOCKER_FAILED docker compose exec failed \(Cannot connect/)
    const env = { ...process.env, PATH: '/nowhere', RELEASE_FOLDER: there.folder }
    const bare = spawnSync(process.execPath, ['deploy/release.ts', 'status'], {
      cwd: service,
      encoding: 'utf8',
      env,
    })
    refused(bare, 3, /^RELEASE_DOCKER_MISSING docker is not on PATH: install it/)
    const { files } = there.snapshot()
    there.restore({ state: there.state(), files: { ...files, '.env': 'STABLE_VERSION=1.0.0\n' } })
    refused(there.release('status'), 3, /^RELEASE_STATE_INVALID \/.*\/\.env names no stable version/)
  })
})
