// What it costs a real Prometheus to evaluate our rules, and Sloth's, for the same objectives over the same series.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Program } from '../../components.ts'
import { RULES_ONLY } from './compile.ts'
import { INTERVAL_SECONDS, RAW_SECONDS, writeHistory } from './history.ts'
import { programs } from './programs.ts'
import { type Server, startServer } from './prometheus.ts'
import { readRules, ruleFiles } from './rules.ts'
import { availability, writeSpecs } from './specs.ts'
import { startTarget } from './target.ts'
import { counters, SERVICES } from './traffic.ts'
import { type Cost, costOf, turn } from './turn.ts'

export const TURNS = 3
export const EVALUATIONS = 15
/** So that a turn holds many; each reads what it would at the interval of the past. */
export const EVALUATION_SECONDS = 1
/** Time for the blocks to be made, so that the live target goes on where they end. */
const LEAD_SECONDS = 60

const SIDES = ['ours', 'sloth'] as const
type Side = (typeof SIDES)[number]

export interface Evaluated {
  prometheus: string
  costs: Record<Side, Cost>
}

interface Arm {
  program: Program
  side: Side
  rules: string[]
  server: Server
  cost: Cost
}

export async function evaluate(home: string, progress: (line: string) => void): Promise<Evaluated[]> {
  const folders = compileBoth(home)
  const end = Math.floor(Date.now() / 1000 / INTERVAL_SECONDS) * INTERVAL_SECONDS + LEAD_SECONDS
  const counted = counters(end - RAW_SECONDS)
  const history = join(home, 'history')
  writeHistory(
    history,
    counted,
    SIDES.flatMap((side) => readRules(folders[side])),
    end,
  )
  await setTimeout(Math.max(0, end * 1000 - Date.now()))
  progress(`evaluation: history written, ${Math.round(Date.now() / 1000 - end)} s beyond its end`)
  const target = await startTarget(counted)
  const arms: Arm[] = []
  try {
    for (const program of programs('prometheus')) {
      for (const side of SIDES) {
        const server = await startServer({
          path: program.path,
          history,
          targetPort: target.port,
          evaluationSeconds: EVALUATION_SECONDS,
        })
        arms.push({ program, side, rules: ruleFiles(folders[side]), server, cost: costOf(SERVICES) })
      }
    }
    for (let round = 1; round <= TURNS; round += 1) {
      for (const { server, rules, cost } of arms) await turn(server, rules, EVALUATIONS, cost)
      progress(`evaluation: round ${round} of ${TURNS}`)
    }
    return programs('prometheus').map(({ version }) => {
      const of = (side: Side) =>
        (arms.find((arm) => arm.side === side && arm.program.version === version) as Arm).cost
      return { prometheus: version, costs: { ours: of('ours'), sloth: of('sloth') } }
    })
  } finally {
    for (const { server } of arms) await server.stop()
    target.stop()
  }
}

function compileBoth(home: string): Record<Side, string> {
  const specs = join(home, 'specs-evaluated')
  const files = writeSpecs(
    specs,
    SERVICES.map(({ service }) => availability(service)),
  )
  const folders = { ours: join(home, 'rules-ours'), sloth: join(home, 'rules-sloth') }
  for (const side of SIDES) mkdirSync(folders[side])
  run(process.execPath, [RULES_ONLY, folders.ours, ...files])
  run(programs('sloth')[0].path, ['generate', '--no-log', '--input', specs, '--out', folders.sloth])
  return folders
}

function run(file: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file} ended with ${status}: ${error ?? stderr}`)
}
