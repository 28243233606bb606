import assert from 'node:assert/strict'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { compileRules } from '../../../slo/compile/index.ts'
import { loadSpecFiles, readSpecs } from '../../../slo/spec/index.ts'
import { slo } from './documents.ts'
import { problemsOf, read } from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'slo-limits-'))
after(() => rmSync(folder, { recursive: true }))

const sloth = (service: string, count: number): string => `version: prometheus/v1
service: ${service}
labels: {owner: shop}
slos:
${Array.from(
  { length: count },
  (_, index) => `  - name: errors-${index}
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(bad_total{n="${index}"}[{{.window}}]))
        total_query: sum(rate(all_total{n="${index}"}[{{.window}}]))
`,
).join('')}`

const problems = (text: string): string[] => problemsOf(() => read(text))
/** Generous for a busy machine; what is guarded against takes minutes. */
const within = (seconds: number, act: () => void): void => {
  const start = performance.now()
  act()
  assert.ok(performance.now() - start < seconds * 1_000)
}

describe('loading files', () => {
  it('names each that is not there, is a folder or is not text', () => {
    const binary = join(folder, 'binary.yaml')
    writeFileSync(binary, Uint8Array.of(0xff, 0xfe, 0x00))
    const found = problemsOf(() => loadSpecFiles([join(folder, 'none.yaml'), folder, binary]))
    assert.match(found[0] ?? '', /^SLO_FILE_UNREADABLE \S+none\.yaml cannot be read \(ENOENT\): /)
    assert.match(found[1] ?? '', /\(EISDIR\)/)
    assert.match(found[2] ?? '', /binary\.yaml is not text in UTF-8: /)
  })

  it('refuses 50 MB after 4 of them', () => {
    const path = join(folder, 'large.yaml')
    const file = openSync(path, 'w')
    ftruncateSync(file, 50_000_000)
    closeSync(file)
    const before = process.resourceUsage().maxRSS
    assert.match(
      problemsOf(() => loadSpecFiles([path]))[0] ?? '',
      /^SLO_FILE_TOO_LARGE \S+ is larger than 4 MiB: /,
    )
    assert.ok(process.resourceUsage().maxRSS - before < 20_000, 'kilobytes')
  })

  it('refuses a device that never ends', () => {
    assert.match(problemsOf(() => loadSpecFiles(['/dev/zero']))[0] ?? '', /^SLO_FILE_TOO_LARGE /)
  })

  it('takes a byte order mark and the line ends of Windows', () => {
    const path = join(folder, 'windows.yaml')
    writeFileSync(path, `\ufeff${sloth('orders', 1).replaceAll('\n', '\r\n')}`)
    assert.equal(readSpecs(loadSpecFiles([path]), {}).model.slos[0]?.place.line, 5)
  })
})

describe('reading', () => {
  it('takes 5,000 SLOs, and refuses one more', () => {
    within(60, () => {
      assert.equal(read(sloth('orders', 5_000)).model.slos.length, 5_000)
      const files = ['a', 'b'].map((path) => ({ path, text: sloth(path, 2_501) }))
      assert.match(problemsOf(() => readSpecs(files, {}))[0] ?? '', /^SLO_COUNT_EXCEEDED b:1 /)
    })
  })

  it('stops early where a text is deep, wide or multiplies itself', () => {
    const level = (index: number): string => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`
    within(10, () => {
      for (const text of [
        '['.repeat(4_000_000),
        '- '.repeat(1_000_000),
        '? '.repeat(1_000_000),
        Array.from({ length: 2_000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
        Array.from({ length: 200_000 }, (_, index) => `key${index}: 1`).join('\n'),
        `{${Array.from({ length: 200_000 }, (_, index) => `key${index}: 1`).join(', ')}}`,
        `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, index) => level(index)).join('\n')}`,
      ]) {
        assert.match(problems(text)[0] ?? '', /^SLO_YAML_INVALID slo\.yaml:\d+ /)
      }
    })
  })

  it('says of a query with too many terms, or too many brackets, that it is long and not that it is wrong', () => {
    const of = (text: string) => problems(slo({ bad: text }))[0]
    for (const length of [130, 400, 500]) {
      assert.match(
        of(Array(length).fill('rate(a[1m])').join(' + ')) ?? '',
        /^SLO_PROMQL_INVALID slo\.yaml:15 the query joins or nests more than 120 parts, so record some /,
      )
    }
    assert.match(of(`${'('.repeat(4_900)}a${')'.repeat(4_900)}`) ?? '', /joins or nests more than 120 parts/)
    const { model } = read(slo({ bad: Array(110).fill('rate(a[1m])').join(' + ') }))
    assert.equal(compileRules(model).length, 1)
  })

  it('lists a hundred problems, and says how many more there are', () => {
    const found = problems(sloth('orders', 150).replaceAll('99.9', '100'))
    assert.equal(found.length, 101)
    assert.equal(
      found.at(-1),
      'SLO_PROBLEMS_UNLISTED 50 more problems are not listed: mend those above first',
    )
  })
})
