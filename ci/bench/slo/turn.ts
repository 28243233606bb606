// One turn of one side: its rules are loaded, evaluated many times, asked once for the samples they touch, and gone.
import { setTimeout } from 'node:timers/promises'
import { quantile } from '../statistics.ts'
import type { EvaluatedRule, Group, Server } from './prometheus.ts'
import { cpuSeconds } from './usage.ts'

/** What one side's rules cost, by service and in total. */
export interface Cost {
  rules: number
  /** Seconds of each evaluation of a group, by service, then by group. */
  evaluations: Map<string, Map<string, number[]>>
  /** By service. */
  samples: Map<string, number>
  /** CPU time of the whole server for each interval, one of every turn. */
  cpuSeconds: number[]
}

/** The first find cold caches and make the series. */
const NOT_COUNTED = 4
const POLL_MS = 500
const LIMIT_MS = 120_000

export const costOf = (services: { service: string }[]): Cost => ({
  rules: 0,
  evaluations: new Map(services.map(({ service }) => [service, new Map()])),
  samples: new Map(services.map(({ service }) => [service, 0])),
  cpuSeconds: [],
})

/** One interval of one service, of all its groups: medians of theirs, or another quantile, added up. */
export const secondsOf = ({ evaluations }: Cost, service: string, q = 0.5): number =>
  [...(evaluations.get(service)?.values() ?? [])].reduce((sum, times) => sum + quantile(times, q), 0)

export async function turn(server: Server, ruleFiles: string[], wanted: number, cost: Cost): Promise<void> {
  await server.load(ruleFiles)
  await observe(server, NOT_COUNTED, () => {})
  const cpuBefore = cpuSeconds(server.pid, 'own')
  const intervals = await observe(server, wanted, (group) => {
    const times = cost.evaluations.get(serviceOf(group)) as Map<string, number[]>
    times.set(group.name, [...(times.get(group.name) ?? []), group.evaluationTime])
  })
  cost.cpuSeconds.push((cpuSeconds(server.pid, 'own') - cpuBefore) / intervals)
  await countSamples(server, cost)
  await server.load([])
}

/** Every evaluation of every group, until each has had as many as wanted. Answers with how many the first had. */
async function observe(server: Server, wanted: number, seen: (group: Group) => void): Promise<number> {
  const last = new Map<string, string>()
  const count = new Map<string, number>()
  const deadline = Date.now() + LIMIT_MS
  while (Date.now() < deadline) {
    const groups = await server.groups()
    for (const group of groups) {
      if (last.get(group.name) === group.lastEvaluation) continue
      // What was there at the first look may have begun before it.
      if (last.has(group.name)) {
        count.set(group.name, (count.get(group.name) ?? 0) + 1)
        seen(group)
      }
      last.set(group.name, group.lastEvaluation)
    }
    if (groups.length > 0 && groups.every(({ name }) => (count.get(name) ?? 0) >= wanted))
      return count.get(groups[0]?.name ?? '') ?? wanted
    await setTimeout(POLL_MS)
  }
  throw failed('were not evaluated in time', `${wanted} evaluations`)
}

/** At one instant, as an instant query. Every rule must have said something, or we would compare with nothing. */
async function countSamples(server: Server, cost: Cost): Promise<void> {
  const groups = await server.groups()
  cost.rules = groups.reduce((sum, { rules }) => sum + rules.length, 0)
  for (const service of cost.samples.keys()) {
    let samples = 0
    for (const rule of groups.filter((group) => serviceOf(group) === service).flatMap(({ rules }) => rules)) {
      const { result, stats } = await server.query(rule.query)
      check(rule, result)
      samples += stats.samples.totalQueryableSamples
    }
    cost.samples.set(service, samples)
  }
}

function check(
  { name, type, health, lastError, state }: EvaluatedRule,
  result: { value: [number, string] }[],
): void {
  if (health !== 'ok') throw failed(`${name} is ${health}`, lastError ?? 'it has not been evaluated')
  if (type === 'alerting' && state !== 'inactive') throw failed(`${name} is ${state}`, 'nothing burns here')
  if (type === 'recording' && (result.length !== 1 || result[0]?.value[1] === 'NaN'))
    throw failed(`${name} recorded ${JSON.stringify(result)}`, 'one number was to be')
}

function serviceOf({ name, rules }: Group): string {
  const [, service] =
    /\{(?:[^}]*,\s*)?(?:job|service|sloth_service)="(\w+)"/.exec(rules.map(({ query }) => query).join()) ?? []
  if (service === undefined) throw failed(name, 'is of no service')
  return service
}

const failed = (what: string, why: string) => new Error(`BENCH_RULES_FAILED ${what}: ${why}`)
