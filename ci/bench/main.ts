// `npm run bench [-- part …]`: measures, and brings docs/benchmarks up to date with what it found.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { canary } from './canary/index.ts'
import { clone } from './clone/index.ts'
import { consolePages } from './console/index.ts'
import { ingest } from './ingest/index.ts'
import { canPin } from './processes.ts'
import { type Machine, type Measured, type Part, type Report, render } from './report.ts'
import { slo } from './slo/index.ts'
import { stamp } from './stamp/index.ts'
import { startup } from './startup/index.ts'
import { tax } from './tax/index.ts'

const PARTS: Part[] = [tax, startup, stamp, clone, slo, canary, ingest, consolePages]
const FOLDER = new URL('../../docs/benchmarks/', import.meta.url)
const JSON_FILE = new URL('report.json', FOLDER)

async function main(wanted: string[]): Promise<number> {
  const unknown = wanted.filter((id) => !PARTS.some((part) => part.id === id))
  if (unknown.length > 0) {
    say(
      `BENCH_PART_UNKNOWN ${unknown.join(', ')} is no part: name any of ${PARTS.map(({ id }) => id).join(', ')}`,
    )
    return 2
  }
  for (const part of PARTS.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    say(`${part.title} …`)
    const result = await part.run((line) => say(`  ${line}`))
    save({
      id: part.id,
      title: part.title,
      about: part.about,
      command: `npm run bench -- ${part.id}`,
      date: new Date().toISOString(),
      commit: commit(),
      machine: machine(part),
      ...result,
    })
    for (const { name, value, unit = '×', goal, met } of result.figures) {
      say(
        `  ${name}: ${value.toFixed(2)} ${unit}${goal === undefined ? '' : ` (goal ≤ ${goal}, ${met ? 'met' : 'NOT met'})`}`,
      )
    }
  }
  return 0
}

/** Each part replaces its own section and leaves the others as they were. */
function save(measured: Measured): void {
  const { parts }: Report = existsSync(JSON_FILE)
    ? JSON.parse(readFileSync(JSON_FILE, 'utf8'))
    : { parts: [] }
  const others = parts.filter(({ id }) => id !== measured.id)
  const order = PARTS.map(({ id }) => id)
  const report = { parts: [...others, measured].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) }
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(JSON_FILE, `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(new URL('README.md', FOLDER), render(report))
}

function machine({ unpinned }: Part): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.versions.node,
    pinned: canPin && !unpinned,
  }
}

function commit(): string {
  return spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim()
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

process.exitCode = await main(process.argv.slice(2))
