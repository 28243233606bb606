// Releases as they go on one machine: a stamped service, two versions of it behind a real HAProxy, scraped by a real
// Prometheus, under traffic. Five bad versions are rolled back, the good one is promoted, and no request is lost by it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CANDIDATES } from '../../observability/canary/rehearsal/candidates.ts'
import type { Rehearsed } from '../../observability/canary/rehearsal/rehearse.ts'
import { pathOf } from '../../observability/test/stack/support/stack.ts'
import { component, unless } from '../components.ts'
import { stamp, stampFolder } from './stack/world.ts'

const COMMAND = fileURLToPath(new URL('../../node_modules/.bin/paved-road', import.meta.url))
const [proxy, prometheus] = [component('haproxy')[0], component('prometheus').at(-1)]
const skip = unless(proxy !== undefined, 'haproxy') || unless(prometheus !== undefined, 'prometheus') || false

describe('npm run canary:rehearse', { skip }, () => {
  const undo: (() => void)[] = []
  let folder: string
  let rehearsed: readonly Rehearsed[] = []
  let stderr: string
  let status: number | null

  before(() => {
    folder = stamp(stampFolder({ after: (step) => undo.push(() => void step()) }), 'rehearsed-orders')
    const programs = pathOf([prometheus])
    symlinkSync(proxy?.path ?? '', join(programs, 'haproxy'))
    undo.push(() => rmSync(programs, { recursive: true }))
    const path = [programs, dirname(process.execPath), process.env.PATH].join(':')
    const run = spawnSync(process.execPath, [COMMAND, 'canary', 'rehearse', '--json'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: path },
      maxBuffer: 2 ** 26,
    })
    status = run.status
    stderr = run.stderr
    if (run.stdout !== '') rehearsed = JSON.parse(run.stdout).rehearsed
  })
  after(() => {
    for (const step of undo.reverse()) step()
  })

  for (const { name, what, expected } of CANDIDATES) {
    it(`is ${expected}: a version that ${what}`, (t) => {
      const one = rehearsed.find(({ candidate }) => candidate === name)
      assert.ok(one, stderr)
      const { users, seconds_to_decide, seconds_to_switch, lost_while_switching } = one
      t.diagnostic(
        `decided in ${seconds_to_decide} s, switched in ${seconds_to_switch} s; users: ${JSON.stringify(users)}`,
      )
      assert.equal(one.outcome, expected, one.reasons.join('\n'))
      assert.equal(lost_while_switching, 0)
    })
  }

  it('says that all was as expected', () => {
    assert.equal(status, 0, stderr)
  })

  it('blames each bad version for what is bad about it', () => {
    const reasons = (name: string) =>
      rehearsed.find(({ candidate }) => candidate === name)?.reasons.join('\n') ?? ''
    assert.match(reasons('errors'), /^errors: /)
    assert.match(reasons('latency'), /^slower_than_0.3s: /)
    assert.match(reasons('leak'), /^saturation_memory: /m)
    assert.match(reasons('crash'), /^(?:restarts|errors): /)
    assert.match(reasons('migration'), /rehearsed_other_half/)
  })

  it('leaves nothing behind', () => {
    assert.deepEqual(
      readdirSync(join(folder, '.data')).filter((name) => name.startsWith('rehearsal-')),
      [],
    )
  })
})
