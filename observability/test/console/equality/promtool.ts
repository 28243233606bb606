// The same history in Prometheus: promtool evaluates the compiled rules over it and is asked, at each evaluation, for all
// that they recorded. It is told to expect nothing, so that it prints what there is, to the last digit.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Samples } from '../../../console/prometheus/samples.ts'
import { groupBy } from '../../../group-by.ts'
import { compileRules } from '../../../slo/compile/index.ts'
import type { SloModel } from '../../../slo/model/model.ts'
import { metric } from '../../../slo/tests/promtool.ts'
import type { History, Scrape } from './history.ts'

export interface Grid {
  /** Milliseconds; every scrape is at a multiple of it. */
  readonly gridMs: number
  readonly stepMs: number
  readonly untilMs: number
  /** Of so many evaluations, one is looked at; each, unless told. */
  readonly every?: number
}

/** By series, written with its labels in order: value by time in milliseconds. */
export type Dump = ReadonlyMap<string, ReadonlyMap<number, number>>

export function evaluatedByPrometheus(promtool: string, model: SloModel, history: History, grid: Grid): Dump {
  const folder = mkdtempSync(join(tmpdir(), 'paved-road-equality-'))
  try {
    const rules = compileRules(model)
    for (const { path, text } of rules) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const test = {
      rule_files: rules.map(({ path }) => path),
      evaluation_interval: `${grid.stepMs}ms`,
      tests: [
        {
          interval: `${grid.gridMs}ms`,
          input_series: inputSeries(history, grid),
          promql_expr_test: instants(grid).map((at) => ({
            expr: ALL,
            eval_time: `${at}ms`,
            exp_samples: [],
          })),
        },
      ],
    }
    writeFileSync(join(folder, 'test.yaml'), JSON.stringify(test))
    const { stderr } = spawnSync(promtool, ['test', 'rules', 'test.yaml'], {
      cwd: folder,
      maxBuffer: 2 ** 30,
      encoding: 'utf8',
    })
    return told(stderr, grid)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As the console's own samples name them: with the labels that a scraper adds. */
function inputSeries({ scrapes }: History, { gridMs }: Grid): { series: string; values: string }[] {
  const named = new Samples({ bytes: 2 ** 30, series: 100_000 })
  return [...groupBy(scrapes, ({ instance }) => instance)].flatMap(([instance, own]) => {
    const target = named.target(instance)
    const columns = new Map<string, Map<Scrape, number>>()
    for (const scrape of own) {
      if (scrape.samples === 'failed') continue
      for (const sample of scrape.samples) {
        const series = named.series(target, sample)
        const name = metric(series.metric, series.labels)
        const column = columns.get(name) ?? new Map<Scrape, number>()
        columns.set(name, column.set(scrape, sample.value))
      }
    }
    return [...columns].map(([series, column]) => ({ series, values: valuesOf(own, column, gridMs) }))
  })
}

function valuesOf(scrapes: readonly Scrape[], column: ReadonlyMap<Scrape, number>, gridMs: number): string {
  const parts: string[] = []
  let next = 0
  let isThere = false
  for (const scrape of scrapes) {
    const value = column.get(scrape)
    if (value === undefined && !isThere) continue
    const at = Math.round(scrape.at / gridMs)
    if (at > next) parts.push(`_x${at - next}`)
    parts.push(value === undefined ? 'stale' : String(value))
    isThere = value !== undefined
    next = at + 1
  }
  return parts.join(' ')
}

const ALL = '{__name__=~"slo:.*|ALERTS"}'

function instants({ stepMs, untilMs, every = 1 }: Grid): number[] {
  const apart = stepMs * every
  return Array.from({ length: Math.floor(untilMs / apart) + 1 }, (_, index) => index * apart)
}

const SAMPLE = /\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\} (\S+?)(?:, |$)/g
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** In the order in which it was asked. */
function told(output: string, grid: Grid): Dump {
  const answers = output.split('\n').filter((line) => line.startsWith('        got: '))
  const times = instants(grid)
  if (answers.length !== times.length) throw new Error(`promtool failed: ${output.slice(0, 2_000)}`)
  const dump = new Map<string, Map<number, number>>()
  for (const [index, answer] of answers.entries()) {
    for (const [, labels = '', value] of answer.matchAll(SAMPLE)) {
      const name = nameOf(labels)
      const values = dump.get(name) ?? new Map<number, number>()
      dump.set(name, values.set(times[index] as number, Number(value?.replace('Inf', 'Infinity'))))
    }
  }
  return dump
}

const named = new Map<string, string>()

function nameOf(labels: string): string {
  const known = named.get(labels)
  if (known) return known
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', value = '']) => [
    label,
    JSON.parse(`"${value}"`) as string,
  ])
  const { __name__ = '', ...rest } = Object.fromEntries(pairs) as Record<string, string>
  named.set(labels, metric(__name__, rest))
  return metric(__name__, rest)
}
