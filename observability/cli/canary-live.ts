// paved-road canary run and gate: what a Prometheus says of versions that serve, and of budgets.
import { gateOf } from '../canary/live/gate.ts'
import { progress } from '../canary/live/progress.ts'
import { prometheusAt } from '../canary/live/prometheus.ts'
import { sourceOf } from '../canary/live/source.ts'
import { readState, writeState } from '../canary/live/state.ts'
import { watch } from '../canary/live/watch.ts'
import { loadModel, loadPolicy } from '../canary/load.ts'
import { answer, policyFor } from './canary-answer.ts'
import { invalid, type Values } from './canary-options.ts'
import { EXIT } from './errors.ts'
import { print } from './usage.ts'

export async function runCommand(values: Values): Promise<number> {
  const arms = {
    service: required(values, 'service'),
    baseline: required(values, 'baseline'),
    canary: required(values, 'canary'),
    environment: values.environment,
  }
  if (arms.baseline === arms.canary) throw invalid('--canary', 'is the version of the baseline')
  const prometheus = prometheusAt(address(required(values, 'prometheus')))
  const [interval, patience] = [seconds(values, 'interval', 1), seconds(values, 'patience', 0)]
  const policy = policyFor(values, loadPolicy(values.policy, arms.service), undefined)
  const { state } = values
  const verdict = await watch({
    source: sourceOf(prometheus, arms, policy),
    policy,
    interval,
    patience,
    since: state === undefined ? undefined : readState(state, { ...arms, interval }),
    onStart: (since) => state !== undefined && writeState(state, { ...arms, interval, since }),
    onBlock: (block, blocks, now) => say(progress(block, policy.max_blocks, blocks, now)),
    onTrouble: say,
  })
  return answer(verdict, values)
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`)

/** `file`: with the objectives. */
export async function gateCommand(values: Values, file: string): Promise<number> {
  const { override } = values
  if (override?.trim() === '') throw invalid('--override', 'gives no reason')
  const gate = await gateOf(prometheusAt(address(required(values, 'prometheus'))), loadModel(file))
  const isOpen = gate.gate === 'open' || gate.gate === 'new'
  print(
    `${JSON.stringify({ ...gate, ...(override !== undefined && !isOpen && { overridden: override }) })}\n`,
  )
  if (isOpen || override !== undefined) return EXIT.done
  return gate.gate === 'spent' ? EXIT.no : EXIT.noVerdict
}

function required(values: Values, option: 'service' | 'baseline' | 'canary' | 'prometheus'): string {
  const value = values[option]
  if (value === undefined || value === '') throw invalid(`--${option}`, 'is missing')
  return value
}

function address(text: string): string {
  if (/^https?:\/\/[^\s<>]+$/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '')
  throw invalid('--prometheus', 'is not an http address')
}

function seconds(values: Values, option: 'interval' | 'patience', least: number): number {
  const value = Number(values[option])
  if (/^\d+(\.\d+)?$/.test(values[option]) && value >= least && value <= 86_400) return value
  throw invalid(`--${option}`, `is not a number of seconds from ${least} to 86400`)
}
