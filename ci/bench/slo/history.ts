// Thirty days of the past as blocks of a Prometheus: raw counters of the last three, and all that the rules of either
// side read of what they recorded themselves, at the interval at which they would have recorded it.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { programs } from './programs.ts'
import type { Rule } from './rules.ts'
import type { Counter } from './traffic.ts'

/** Between scrapes, and between evaluations in the past. */
export const INTERVAL_SECONDS = 30
const DAY_SECONDS = 86_400
export const RAW_SECONDS = 3 * DAY_SECONDS
const RECORDED_SECONDS = 30 * DAY_SECONDS
/** A length that Prometheus merges its blocks of 2 h to: 2 · 3³. */
const BLOCK_HOURS = 54
const BLOCK_SECONDS = BLOCK_HOURS * 3_600

interface Series {
  series: string
  from: number
  valueAt: (seconds: number) => number
}

/** One block after the other, so that no text is larger than what fits one. `end` in Unix seconds. */
export function writeHistory(folder: string, counters: Counter[], rules: Rule[], end: number): void {
  const recordedFrom = end - RECORDED_SECONDS
  const all: Series[] = [
    ...counters.map((counter) => ({ ...counter, from: end - RAW_SECONDS })),
    ...readAgain(rules).map((rule) => ({ ...recorded(rule), from: recordedFrom })),
  ]
  mkdirSync(folder)
  const text = join(folder, 'openmetrics.txt')
  for (let start = floor(recordedFrom, BLOCK_SECONDS); start < end; start += BLOCK_SECONDS) {
    writeText(text, all, start, Math.min(start + BLOCK_SECONDS, end))
    importBlock(text, folder)
  }
  rmSync(text)
}

/** Recording rules whose series others read over a range or at an offset. */
function readAgain(rules: Rule[]): Rule[] {
  const past = /([a-zA-Z_:][\w:]*)\{[^}]*\}(?:\[| offset )/g
  const read = new Set(rules.flatMap(({ expr }) => [...expr.matchAll(past)].map(([, name]) => name)))
  return rules.filter(({ record }) => read.has(record))
}

function recorded({ record = '', labels }: Rule): Omit<Series, 'from'> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const middle = record.includes('total') ? 300_000 : record.includes('errors') ? 90 : 0.0003
  // All digits of the fraction change, as in what is recorded from real traffic: that is what decoding costs.
  return {
    series: `${record}{${pairs.join(',')}}`,
    valueAt: (seconds) => middle * (1 + 0.2 * Math.sin(seconds / 900) + 0.1 * Math.sin(seconds * 1.618)),
  }
}

function writeText(file: string, all: Series[], start: number, end: number): void {
  const out = openSync(file, 'w')
  for (const { series, from, valueAt } of all) {
    let lines = ''
    for (
      let at = floor(Math.max(start, from) + INTERVAL_SECONDS - 1, INTERVAL_SECONDS);
      at < end;
      at += INTERVAL_SECONDS
    )
      lines += `${series} ${valueAt(at)} ${at}\n`
    writeSync(out, lines)
  }
  writeSync(out, '# EOF\n')
  closeSync(out)
}

function importBlock(text: string, folder: string): void {
  const [promtool] = programs('promtool')
  const { status, stderr } = spawnSync(
    promtool.path,
    [
      'tsdb',
      'create-blocks-from',
      `--max-block-duration=${BLOCK_HOURS}h`,
      '--quiet',
      'openmetrics',
      text,
      folder,
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`promtool tsdb create-blocks-from ended with ${status}: ${stderr}`)
}

const floor = (value: number, step: number): number => Math.floor(value / step) * step
