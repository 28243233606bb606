import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { outcome } from './read.ts'

/** Mulberry32: the same numbers on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const VALUES = [
  '',
  'null',
  '0',
  '-1',
  '.nan',
  '1e999',
  'true',
  "''",
  '[]',
  '[null]',
  '{}',
  '{a: [b]}',
  '[[[]]]',
  '__proto__',
  'constructor',
  '"{{"',
  '"a\\nb"',
  'rate(x[5m])',
  '2026-01-01',
  '&a [*a]',
  '*a',
  '!!set {a}',
  '? a',
]

/** One line dropped, doubled, shifted or given another value. */
function damaged(lines: readonly string[], pick: (below: number) => number): string[] {
  const index = pick(lines.length)
  const line = lines[index] ?? ''
  const value = VALUES[pick(VALUES.length)] ?? ''
  const replacements = [
    [],
    [line, line],
    [`  ${line}`],
    [line.slice(2)],
    [line.replace(/:.*/, `: ${value}`)],
    [line.replace(/- .*/, `- ${value}`)],
  ]
  return lines.toSpliced(index, 1, ...(replacements[pick(replacements.length)] ?? []))
}

it('whatever happens to a file, the answer is a model or messages with code, file and line', () => {
  const folder = new URL('../corpus/', import.meta.url)
  const specs = globSync('*.yaml', { cwd: folder })
    .sort()
    .map((path) => readFileSync(new URL(path, folder), 'utf8'))
  const pick = random(2_026)
  for (let round = 0; round < 1_000; round += 1) {
    let lines = (specs[pick(specs.length)] ?? '').split('\n')
    for (let damage = pick(3); damage >= 0; damage -= 1) lines = damaged(lines, pick)
    const text = lines.join('\n')
    for (const message of outcome('slo.yaml', text).split('\n').filter(Boolean)) {
      assert.match(message, /^SLO_[A-Z_]+ slo\.yaml(:\d+)? \S.*: \S/, text)
    }
  }
})
