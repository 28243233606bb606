// What objectives cost: to compile a thousand of them, and to have Prometheus evaluate what they compile to; beside
// Sloth, from the same files.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Part } from '../report.ts'
import { measureCompile, ROUNDS } from './compile.ts'
import { EVALUATION_SECONDS, EVALUATIONS, evaluate, TURNS } from './evaluate.ts'
import { INTERVAL_SECONDS } from './history.ts'
import { NOTES } from './notes.ts'
import { programs } from './programs.ts'
import { figures, tables } from './show.ts'

export const slo: Part = {
  id: 'slo',
  title: 'Objectives',
  unpinned: true,
  about: [
    "One objective, one pair of queries, written in Sloth's `prometheus/v1` and read by both.",
    `Compiling: one command, ${ROUNDS} rounds after one that is not counted, arms taking turns; medians, quartiles in`,
    'brackets; CPU time and peak resident memory as Linux counts them. Evaluating: a real Prometheus for each side,',
    `with three days of raw counters (scraped every ${INTERVAL_SECONDS} s, going on live) and thirty days of what the`,
    `side's rules read of their own records, one every ${INTERVAL_SECONDS} s; ${TURNS} turns each of at least ${EVALUATIONS}`,
    `evaluations (every ${EVALUATION_SECONDS} s, so that a turn has many), each side alone in its turn. Times are`,
    "Prometheus's own `evaluationTime`, medians by group, added up; samples are `totalQueryableSamples` of every",
    "rule's expression as an instant query.",
  ].join(' '),
  async run(progress) {
    for (const name of ['sloth', 'promtool', 'prometheus'] as const) programs(name) // rather now than midway
    const before = loadavg()[0] ?? 0
    const home = mkdtempSync(join(tmpdir(), 'bench-slo-'))
    try {
      const compiled = await measureCompile(home, progress)
      const evaluated = await evaluate(home, progress)
      return {
        tables: [...compiled.tables, ...tables(evaluated)],
        figures: [...compiled.figures, ...figures(evaluated)],
        notes: [...NOTES, busyNote(before)],
      }
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  },
}

function busyNote(load: number): string {
  return (
    `The load average was ${load.toFixed(1)} on ${cpus().length} cores when this began. Above 1, others were at work: ` +
    'wall times hold their share too; CPU time, memory and samples suffer less.'
  )
}
