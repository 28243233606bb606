import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { POLICY_DEFAULTS } from '../../canary/policy.ts'
import { judgeLines } from '../../canary/stream.ts'
import { chance } from './support/chance.ts'
import { samplesOf } from './support/trials.ts'

const shim = fileURLToPath(new URL('../../bin/paved-road.js', import.meta.url))
const fixtures = fileURLToPath(new URL('./samples/', import.meta.url))
const objectives = fileURLToPath(new URL('../../../templates/service/slo.yaml', import.meta.url))

const POLICY = { alpha: 0.05, margin: 2, slo: 0.999, latency: { '0.3': 0.99 }, max_blocks: 60 }
const ANSWERS = { PASS: 0, FAIL: 1, INCONCLUSIVE: 4 } as const

describe('paved-road canary judge', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'paved-road-canary-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, [shim, 'canary', ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
      maxBuffer: 2 ** 28,
    })
  const file = (name: string, value: unknown) => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify(value))
    return path
  }
  const course = (errors: number, slow = 0.002, blocks = 60) =>
    samplesOf({ requests: [600, 600], errors: [0.0001, errors], slow: [0.002, slow] }, chance(12), blocks)
  const cases = { PASS: course(0.0001), FAIL: course(0.01), INCONCLUSIVE: course(0.0001, 0.002, 2) }

  for (const [verdict, exit] of Object.entries(ANSWERS))
    it(`prints ${verdict} as JSON and exits ${exit}`, () => {
      const samples = file('samples.json', cases[verdict as keyof typeof cases])
      const { stdout, stderr, status } = run([
        'judge',
        '--samples',
        samples,
        '--policy',
        file('policy.json', POLICY),
      ])
      const answer = JSON.parse(stdout)
      assert.deepEqual([answer.verdict, status, stderr], [verdict, exit, ''])
      assert.deepEqual(Object.keys(answer), ['verdict', 'decided_at_block', 'reasons', 'metrics'])
      assert.equal(answer.decided_at_block === null, verdict === 'INCONCLUSIVE')
      assert.deepEqual(Object.keys(answer.metrics), ['errors', 'slower_than_0.3s'])
    })

  it('takes its policy from the objectives of a service, and from the slo.yaml of the folder that it is in', () => {
    const samples = file('samples.json', cases.FAIL)
    const named = run(['judge', '--samples', samples, '--policy', objectives])
    assert.equal(named.status, 1)
    writeFileSync(join(folder, 'slo.yaml'), readFileSync(objectives))
    assert.equal(run(['judge', '--samples', samples]).stdout, named.stdout)
    rmSync(join(folder, 'slo.yaml'))
  })

  it('judges by the defaults without a policy, and says so', () => {
    const { stderr, status } = run(['judge', '--samples', file('samples.json', cases.PASS)])
    assert.equal(status, 0)
    assert.match(stderr, /^No policy is given, and there is no slo.yaml here: judged by the defaults/)
  })

  it('draws the evidence', () => {
    const svg = join(folder, 'evidence.svg')
    run([
      'judge',
      '--samples',
      file('samples.json', cases.FAIL),
      '--policy',
      file('policy.json', POLICY),
      '--svg',
      svg,
    ])
    const text = readFileSync(svg, 'utf8')
    assert.match(text, /<title>FAIL after \d+ blocks<\/title>/)
    assert.equal(text.match(/<polyline/g)?.length, 6)
    assert.doesNotMatch(text, /NaN|undefined|Infinity/)
  })

  it('answers a line for a line, with what it says of each as a file', () => {
    const samples = Object.values(cases)
    const lines = samples.map((each) => JSON.stringify({ policy: POLICY, ...each })).join('\n')
    const { stdout, status } = run(['judge', '--stream'], `${lines}\n`)
    const alone = samples.map(
      (each) => run(['judge', '--samples', file('samples.json', { policy: POLICY, ...each })]).stdout,
    )
    assert.deepEqual([stdout, status], [alone.join(''), 0])
  })

  it('answers a line that it cannot judge with its error, goes on, and exits 2', () => {
    const good = JSON.stringify({ policy: POLICY, ...cases.PASS })
    const { stdout, status } = run(['judge', '--stream'], `${good}\n{"interval_s"\n${good}\n`)
    const [first, second, third] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual([first, status], [third, 2])
    assert.deepEqual([second.error.code, second.error.place], ['CANARY_JSON_INVALID', 'line 2'])
  })

  it('takes less than a millisecond of CPU for a line', async (t) => {
    const scenario = { requests: [600, 600], errors: [0.008, 0.008], slow: [0.01, 0.01] } as const
    const line = JSON.stringify({ policy: POLICY, ...samplesOf(scenario, chance(5)) })
    const lines = Readable.from(Array.from({ length: 2_000 }, () => `${line}\n`))
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    const before = process.cpuUsage()
    assert.equal(await judgeLines(lines, nowhere, POLICY_DEFAULTS), 0)
    const { user, system } = process.cpuUsage(before)
    const microseconds = (user + system) / 2_000
    t.diagnostic(`${Math.round(microseconds)} µs`)
    assert.ok(microseconds < 1_000, `${microseconds} µs`)
  })

  for (const path of globSync(`${fixtures}*.input`).sort())
    it(`refuses ${basename(path, '.input')} with what is wrong and where, and exit 2`, () => {
      const { stdout, stderr, status } = run(['judge', '--samples', path])
      const expected = readFileSync(path.replace('.input', '.txt'), 'utf8').replace('FILE', path)
      assert.deepEqual([stdout, stderr, status], ['', expected, 2])
    })

  it('refuses files that are not there, are folders or are too large', () => {
    const large = join(folder, 'large.json')
    writeFileSync(large, '')
    truncateSync(large, 65 * 1024 * 1024)
    for (const path of [join(folder, 'absent.json'), folder, large]) {
      const { stderr, status } = run(['judge', '--samples', path])
      assert.equal(status, 2)
      assert.match(stderr, /^CANARY_FILE_UNREADABLE /)
    }
  })

  it('refuses a picture that it cannot write, with exit 3', () => {
    const { stdout, stderr, status } = run([
      'judge',
      '--samples',
      file('samples.json', cases.PASS),
      '--svg',
      folder,
    ])
    assert.deepEqual([stdout, status], ['', 3])
    assert.match(stderr, /CANARY_OUTPUT_NOT_WRITABLE/)
  })

  it('refuses wrong use with exit 2', () => {
    for (const args of [
      ['judge'],
      ['judge', '--samples', 'a', '--stream'],
      ['guess'],
      ['judge', 'a'],
      ['judge', '--sample', 'a'],
    ]) {
      const { stderr, status } = run(args)
      assert.equal(status, 2, args.join(' '))
      assert.match(stderr, /^CLI_OPTION_INVALID .*: see paved-road canary --help\n$/)
    }
  })
})
