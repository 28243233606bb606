import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const BIN = join(ROOT, 'observability/bin/paved-road.js')
const home = mkdtempSync(join(tmpdir(), 'slo-cli-'))
const out = join(home, 'out')
const spec = join(home, 'slo.yaml')

function run(...args: string[]) {
  return spawnSync(process.execPath, [BIN, 'slo', ...args], { cwd: home, encoding: 'utf8' })
}

function edit(from: string, to: string): void {
  writeFileSync(spec, readFileSync(spec, 'utf8').replace(from, to))
}

/** Every file below `out` and what is in it. */
function written(): Record<string, string> {
  if (!existsSync(out)) return {}
  const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(out.length + 1), readFileSync(path, 'utf8')]))
}

beforeEach(() => {
  rmSync(out, { recursive: true, force: true })
  cpSync(join(ROOT, 'templates/service/slo.yaml'), spec)
})
after(() => rmSync(home, { recursive: true, force: true }))

describe('paved-road slo compile', () => {
  it('writes rules, tests, dashboards, runbooks, routing and the model', () => {
    const { status, stdout, stderr } = run('compile', 'slo.yaml', '--out', out)
    assert.deepEqual([status, stderr], [0, ''], stdout)
    const folders = new Set(Object.keys(written()).map((path) => path.replace(/\/.*/, '/')))
    assert.deepEqual([...folders].sort(), [
      'alertmanager.yaml',
      'dashboards/',
      'rules/',
      'runbooks/',
      'slo.json',
      'tests/',
    ])
  })

  it('writes the same bytes again, from wherever it is run', () => {
    run('compile', 'slo.yaml', '--out', out)
    const first = written()
    rmSync(out, { recursive: true })
    spawnSync(process.execPath, [BIN, 'slo', 'compile', spec, '--out', out], { cwd: '/' })
    assert.deepEqual(written(), first)
  })

  it('changes rules, tests, dashboards, runbooks and model together when an objective changes', () => {
    run('compile', 'slo.yaml', '--out', out)
    edit('target: 0.999\n', 'target: 0.995\n')
    const { written: changed } = JSON.parse(run('compile', 'slo.yaml', '--out', out, '--json').stdout)
    for (const folder of ['rules/', 'tests/', 'dashboards/', 'runbooks/', 'slo.json'])
      assert.ok(
        changed.some((path: string) => path.startsWith(folder)),
        `${folder} in ${changed}`,
      )
    assert.ok(
      !changed.includes('rules/acme-orders.latency.rules.yaml'),
      'the other objective stays as it was',
    )
  })

  it('says with --dry-run what it would change, changes nothing, and exits 1', () => {
    run('compile', 'slo.yaml', '--out', out)
    assert.equal(run('compile', 'slo.yaml', '--out', out, '--dry-run').status, 0)
    edit('target: 0.999\n', 'target: 0.995\n')
    const before = written()
    const { status, stdout } = run('compile', 'slo.yaml', '--out', out, '--dry-run')
    assert.equal(status, 1)
    assert.match(stdout, /^would write rules\/acme-orders\.availability\.rules\.yaml$/m)
    assert.deepEqual(written(), before)
  })

  it('takes away what it wrote for an objective that is gone, and nothing else', () => {
    run('compile', 'slo.yaml', '--out', out)
    writeFileSync(join(out, 'rules', 'mine.yaml'), 'groups: []\n')
    edit('name: latency', 'name: speed')
    run('compile', 'slo.yaml', '--out', out)
    const rules = readdirSync(join(out, 'rules'))
    assert.ok(!rules.some((name) => name.includes('latency')), `${rules}`)
    assert.ok(rules.includes('acme-orders.speed.rules.yaml') && rules.includes('mine.yaml'), `${rules}`)
  })

  it('replaces nothing that it did not write, be it the objectives themselves', () => {
    mkdirSync(out)
    writeFileSync(join(out, 'alertmanager.yaml'), 'route: { receiver: mine }\n')
    const foreign = run('compile', 'slo.yaml', '--out', out)
    assert.equal(foreign.status, 2)
    assert.match(foreign.stderr, /^SLO_OUTPUT_FOREIGN .*alertmanager\.yaml is there already/)
    assert.deepEqual(Object.keys(written()), ['alertmanager.yaml'])

    const inside = join(home, 'inside')
    mkdirSync(inside)
    cpSync(spec, join(inside, 'slo.json'))
    const self = run('compile', join(inside, 'slo.json'), '--out', inside)
    assert.equal(self.status, 2)
    assert.match(self.stderr, /^SLO_OUTPUT_FOREIGN .*slo\.json is what was to be compiled/)
    assert.deepEqual(readdirSync(inside), ['slo.json'])
  })

  it('takes away no folder, whatever the list of an earlier run says', () => {
    run('compile', 'slo.yaml', '--out', out)
    writeFileSync(join(out, 'rules', 'mine.yaml'), 'groups: []\n')
    const model = join(out, 'slo.json')
    const files = ['rules/.', 'runbooks/..', '../../etc/passwd', ['rules/mine.yaml'], 7]
    writeFileSync(model, JSON.stringify({ ...JSON.parse(readFileSync(model, 'utf8')), files }, null, 2))
    assert.equal(run('compile', 'slo.yaml', '--out', out).status, 0)
    assert.ok(existsSync(join(out, 'rules', 'mine.yaml')))
  })

  it('puts runbooks into a folder of their own if asked', () => {
    const runbooks = join(home, 'runbooks')
    run('compile', 'slo.yaml', '--out', out, '--runbooks', runbooks)
    assert.ok(existsSync(join(runbooks, 'availability-fast-burn.md')))
    assert.ok(!existsSync(join(out, 'runbooks')))
  })

  it('touches nothing on bad input, and exits 2 with all that is wrong', () => {
    run('compile', 'slo.yaml', '--out', out)
    const before = written()
    edit('target: 0.999\n', 'target: 99.9\n')
    edit('duration: 30d', 'duration: 31d')
    const { status, stderr } = run('compile', 'slo.yaml', '--out', out)
    assert.equal(status, 2)
    assert.match(stderr, /^SLO_OBJECTIVE_INVALID slo\.yaml:\d+ .*0\.999/m)
    assert.match(stderr, /^SLO_WINDOW_UNSUPPORTED slo\.yaml:\d+ .*30d/m)
    assert.deepEqual(written(), before)
  })

  it('keeps what was there when one file cannot be written, and exits 3', () => {
    run('compile', 'slo.yaml', '--out', out)
    const before = written()
    edit('target: 0.999\n', 'target: 0.995\n')
    const blocked = join(out, 'tests')
    rmSync(blocked, { recursive: true })
    writeFileSync(blocked, 'a file where a folder should be')
    const { status, stderr } = run('compile', 'slo.yaml', '--out', out)
    assert.equal(status, 3)
    assert.match(stderr, /^SLO_OUTPUT_NOT_WRITABLE .*nothing was changed/)
    const rest = Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith('tests/')))
    assert.deepEqual(written(), { ...rest, tests: 'a file where a folder should be' })
  })

  it('refuses a folder it may not write to', {
    skip: process.getuid?.() === 0 && 'root may write anywhere',
  }, () => {
    mkdirSync(out)
    chmodSync(out, 0o555)
    const { status, stderr } = run('compile', 'slo.yaml', '--out', out)
    chmodSync(out, 0o755)
    assert.equal(status, 3)
    assert.match(stderr, /^SLO_OUTPUT_NOT_WRITABLE /)
  })

  it('writes nothing when a lint says that the output would be wrong, and exits 1', () => {
    edit('within: 300ms', 'within: 299ms')
    const { status, stderr } = run('compile', 'slo.yaml', '--out', out)
    assert.equal(status, 1)
    assert.match(stderr, /^SLO_\w+ slo\.yaml:\d+ .*bound/)
    assert.deepEqual(written(), {})
  })

  it('refuses wrong use', () => {
    for (const args of [
      ['compile', 'slo.yaml'],
      ['compile', '--out', out],
      ['compil', 'slo.yaml'],
      ['--colour'],
    ]) {
      const { status, stderr } = run(...args)
      assert.equal(status, 2, args.join(' '))
      assert.match(stderr, /^CLI_OPTION_INVALID .*see paved-road slo --help\n$/)
    }
  })
})

describe('paved-road slo check', () => {
  it('has nothing to say about the objectives that a service is stamped with', () => {
    const { status, stdout, stderr } = run('check', 'slo.yaml')
    assert.deepEqual([status, stdout, stderr], [0, '', ''])
  })

  it('exits 1 on a lint, with file and line, also as JSON', () => {
    edit('target: 0.999\n', 'target: 0.9\n')
    const { status, stderr } = run('check', 'slo.yaml')
    assert.equal(status, 1)
    assert.match(stderr, /^SLO_TIER_UNREACHABLE slo\.yaml:\d+ /)
    const { lints } = JSON.parse(run('check', 'slo.yaml', '--json').stdout)
    assert.equal(lints[0].code, 'SLO_TIER_UNREACHABLE')
  })
})
