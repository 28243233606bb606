import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { catalogue } from '../components/catalogue.ts'
import { thisMachine } from '../components/machine.ts'
import { type Machine, plan } from '../components/plan.ts'
import { component, requireComponent, unless } from '../components.ts'

const folder = mkdtempSync(join(tmpdir(), 'components-'))
after(() => rmSync(folder, { recursive: true }))

const capable: Machine = { isRoot: true, hasApt: true, hasGo: true, installed: new Set() }
const names = (components: { name: string }[]) => components.map(({ name }) => name)
const planned = (wanted: string[], machine: Partial<Machine>) => {
  const { present, missing, obstacles } = plan(wanted, catalogue, { ...capable, ...machine })
  return [names(present), names(missing), obstacles.map(({ code }) => code)]
}

const DEBIAN = ['prometheus-debian', 'haproxy', 'chromium']
const BUILT = [
  'prometheus-3',
  'jaeger',
  'collector',
  'compose-check',
  'manifest-check',
  'actionlint',
  'rollout-check',
]

test('what is there is left alone, and what only a benchmark needs is installed only by name', () => {
  assert.deepEqual(planned([], {}), [[], [...DEBIAN, ...BUILT], []])
  const all = new Set(names(catalogue))
  assert.deepEqual(planned([], { installed: all }), [[...DEBIAN, ...BUILT], [], []])
  assert.deepEqual(planned(['sloth', 'sloth'], { installed: new Set(['prometheus-3']) }), [[], ['sloth'], []])
})

test('what the machine cannot install is told, and keeps nothing else from being installed', () => {
  assert.deepEqual(planned([], { isRoot: false }), [[], BUILT, DEBIAN.map(() => 'COMPONENT_NEEDS_ROOT')])
  assert.deepEqual(planned([], { hasApt: false }), [[], BUILT, DEBIAN.map(() => 'COMPONENT_NEEDS_DEBIAN')])
  assert.deepEqual(planned([], { hasGo: false }), [[], DEBIAN, BUILT.map(() => 'COMPONENT_NEEDS_GO')])
  const installed = new Set(DEBIAN)
  assert.deepEqual(planned([], { isRoot: false, installed })[2], [], 'nobody need be root for what is there')
})

test('a component that there is not is refused with the names of those there are', () => {
  const { status, stderr } = install(['grafana'])
  assert.equal(status, 2)
  assert.match(
    stderr,
    /^COMPONENT_UNKNOWN grafana is no component: name some of prometheus-debian, .*rollout-check$/m,
  )
})

test('a component is built once', () => {
  const go = program(
    'builds/go',
    'echo built >>"$0.log"; while [ "$1" != -o ]; do shift; done; touch "$2/sloth"',
  )
  const env = { PATH: `${go}:${process.env.PATH}`, XDG_CACHE_HOME: join(folder, 'once') }
  const first = install(['sloth'], env)
  assert.equal(first.status, 0, first.stderr)
  const [built] = readdirSync(join(folder, 'once/paved-road/components'))
  assert.match(built ?? '', /^sloth-\d+\.\d+\.\d+-[0-9a-f]{8}$/)

  assert.match(install(['sloth'], env).stdout, /^sloth is there: /)
  assert.equal(readFileSync(join(go, 'go.log'), 'utf8'), 'built\n')
})

test('a build that fails says what Go said and leaves nothing behind', () => {
  const go = program('fails/go', 'echo "go: downloading a v1" >&2; echo "proxy: 403 Forbidden" >&2; exit 1')
  const env = { PATH: `${go}:${process.env.PATH}`, XDG_CACHE_HOME: join(folder, 'failed') }
  const { status, stderr } = install(['sloth'], env)
  assert.equal(status, 3)
  assert.match(stderr, /^COMPONENT_BUILD_FAILED sloth go build failed \(proxy: 403 Forbidden\): it needs /)
  assert.deepEqual(readdirSync(join(folder, 'failed/paved-road/components')), [])
})

test('programs are found on PATH, each once, with the version that they say', (t) => {
  const older = program('older/amtool', 'echo "amtool, version 0.25.0+ds (branch: debian)" >&2')
  const newer = program('newer/amtool', 'echo "amtool, version 1.34.0"')
  const linked = join(folder, 'linked') // as /bin is to /usr/bin
  symlinkSync(older, linked)
  const broken = program('broken/amtool', 'exit 1')
  withEnvironment(t, { PATH: [older, broken, linked, newer].join(':') })
  assert.deepEqual(component('amtool'), [
    { name: 'amtool', version: '0.25.0', path: join(older, 'amtool') },
    { name: 'amtool', version: '1.34.0', path: join(newer, 'amtool') },
  ])
  assert.deepEqual(
    component('amtool', 1).map(({ version }) => version),
    ['1.34.0'],
  )
})

test('a test is skipped for want of a program, and fails in CI', (t) => {
  const skipped: unknown[] = []
  const context = { skip: (reason?: string) => void skipped.push(reason) }
  withEnvironment(t, { PATH: folder, XDG_CACHE_HOME: folder, CI: '' })
  assert.deepEqual(requireComponent(context, 'prometheus', 3), [])
  assert.deepEqual(skipped, ['prometheus 3 is absent here'])
  withEnvironment(t, { CI: 'true' })
  assert.throws(
    () => requireComponent(context, 'prometheus'),
    /^Error: COMPONENT_ABSENT prometheus is needed/,
  )
})

const { missing, obstacles } = plan([], catalogue, thisMachine())
const isComplete = missing.length + obstacles.length === 0

test('a second installation is done in two seconds and changes nothing', {
  skip: unless(isComplete, 'the default set of components'),
}, () => {
  const started = performance.now()
  const { status, stdout } = install([])
  assert.equal(status, 0)
  assert.match(stdout, /^(?:[\w-]+ is there: .*\n){10}$/)
  assert.ok(performance.now() - started < 2000)
})

function install(wanted: string[], env: Record<string, string> = {}) {
  const script = new URL('../components/install.ts', import.meta.url).pathname
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const
  return spawnSync(process.execPath, [script, ...wanted], options)
}

/** Writes an executable shell script. @returns its folder, for PATH. */
function program(path: string, script: string): string {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return join(file, '..')
}

function withEnvironment(
  t: { after: (restore: () => void) => void },
  settings: Record<string, string>,
): void {
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, settings)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}
