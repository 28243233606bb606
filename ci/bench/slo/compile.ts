// 1,000 SLOs: what it takes to compile them, by `paved-road slo compile`, by its rules stage alone, and by Sloth.
import { globSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Figure, Table } from '../report.ts'
import { median, quantile } from '../statistics.ts'
import { programs } from './programs.ts'
import { fleet, writeSpecs } from './specs.ts'
import { type Usage, usageOf } from './usage.ts'

export const ROUNDS = 5
const SERVICES = 100
const PAVED_ROAD = fileURLToPath(new URL('../../../node_modules/.bin/paved-road', import.meta.url))
export const RULES_ONLY = fileURLToPath(new URL('compile-rules.ts', import.meta.url))

interface Arm {
  name: string
  makes: string
  command: (out: string) => [string, ...string[]]
}

interface Output {
  files: number
  megabytes: number
}

export async function measureCompile(home: string, progress: (line: string) => void) {
  const specs = join(home, 'specs')
  const files = writeSpecs(specs, fleet(SERVICES))
  const arms = armsFor(specs, files)
  const used = arms.map((): Usage[] => [])
  const made: Output[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, arm] of arms.entries()) {
      const out = join(home, `out-${index}`)
      mkdirSync(out)
      const [file, ...args] = arm.command(out)
      const usage = await usageOf(file, args, environment())
      if (round > 0) used[index]?.push(usage)
      made[index] = outputOf(out)
      rmSync(out, { recursive: true })
    }
    progress(`compile: round ${round} of ${ROUNDS}`)
  }
  return { tables: [table(arms, used, made)], figures: figures(used) }
}

function armsFor(specs: string, files: string[]): [Arm, Arm, Arm] {
  const [sloth] = programs('sloth')
  return [
    {
      name: 'paved-road slo compile',
      makes: 'rules, their tests, dashboards, runbooks, Alertmanager configuration, model',
      command: (out) => [PAVED_ROAD, 'slo', 'compile', ...files, '--out', out],
    },
    {
      name: 'its rules stage alone',
      makes: 'rules',
      command: (out) => [process.execPath, RULES_ONLY, out, ...files],
    },
    {
      name: `sloth generate, ${sloth.version}`,
      makes: 'rules',
      command: (out) => [sloth.path, 'generate', '--no-log', '--input', specs, '--out', out],
    },
  ]
}

/** The executable begins with `env node`: the Node that runs this, so that it need not go looking for another. */
function environment(): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  return { ...process.env, PATH: path, NODE_OPTIONS: undefined }
}

function outputOf(folder: string): Output {
  const files = globSync('**', { cwd: folder })
    .map((path) => statSync(join(folder, path)))
    .filter((stats) => stats.isFile())
  return { files: files.length, megabytes: files.reduce((sum, { size }) => sum + size, 0) / 1e6 }
}

function table(arms: Arm[], used: Usage[][], made: Output[]): Table {
  const middle = (usages: Usage[], key: keyof Usage, digits: number) => {
    const [low, mid, high] = [0.25, 0.5, 0.75].map((q) =>
      quantile(
        usages.map((usage) => usage[key]),
        q,
      ).toFixed(digits),
    )
    return `${mid} [${low}–${high}]`
  }
  return {
    title: `Compiling ${SERVICES * 10} SLOs of ${SERVICES} services`,
    columns: ['command', 'makes', 'files', 'MB', 's', 'CPU s', 'peak MB'],
    rows: arms.map(({ name, makes }, index) => {
      const usages = used[index] ?? []
      const { files, megabytes } = made[index] ?? { files: 0, megabytes: 0 }
      return [
        name,
        makes,
        String(files),
        megabytes.toFixed(1),
        middle(usages, 'seconds', 2),
        middle(usages, 'cpuSeconds', 2),
        middle(usages, 'peakMb', 0),
      ]
    }),
  }
}

function figures([whole = [], rules = [], sloth = []]: Usage[][]): Figure[] {
  const ratio = (arm: Usage[], key: keyof Usage) =>
    median(arm.map((usage) => usage[key])) / median(sloth.map((usage) => usage[key]))
  return [
    { name: 'slo compile, everything ÷ Sloth, rules: time', value: ratio(whole, 'seconds') },
    { name: 'slo compile, everything ÷ Sloth, rules: CPU time', value: ratio(whole, 'cpuSeconds') },
    { name: 'slo compile, everything ÷ Sloth, rules: peak memory', value: ratio(whole, 'peakMb') },
    { name: 'slo compile, rules ÷ Sloth, rules: time', value: ratio(rules, 'seconds') },
    { name: 'slo compile, rules ÷ Sloth, rules: CPU time', value: ratio(rules, 'cpuSeconds') },
    { name: 'slo compile, rules ÷ Sloth, rules: peak memory', value: ratio(rules, 'peakMb') },
  ]
}
