// paved-road canary: is the new version worse, or shown to be no worse?
import { judge } from '../canary/judge.ts'
import { DEFAULT_POLICY, loadJson, loadPolicy } from '../canary/load.ts'
import { readCase } from '../canary/read.ts'
import { judgeLines } from '../canary/stream.ts'
import { SpecErrors } from '../slo/spec/index.ts'
import { answer, policyFor } from './canary-answer.ts'
import { invalid, read, type Values } from './canary-options.ts'
import { EXIT } from './errors.ts'
import { print, printable } from './usage.ts'

const HELP = `Usage: paved-road canary judge --samples FILE [--policy FILE] [--svg FILE]
       paved-road canary judge --stream [--policy FILE] < CASES > VERDICTS
       paved-road canary run --prometheus URL --service NAME --baseline VERSION --canary VERSION [options]
       paved-road canary gate FILE --prometheus URL [--override REASON]
       paved-road canary rehearse [--only NAME …] [--rate N] [--json]

judge compares two versions by what they did block by block, and prints its verdict as JSON, with the evidence and the
reasons; on a terminal, in words as well. docs/canary.md describes samples, policy and verdict.
run does so while both versions serve, from what Prometheus scrapes of them, until there is a verdict.
gate says whether the error budgets of an slo.yaml leave room for a risky change.
rehearse releases a good version of the service in this folder, and bad ones, behind a proxy on this machine: HAProxy and
Prometheus must be on PATH. It takes some minutes.

Options:
  --samples <file>       judge: both versions' blocks, as JSON; - is standard input
  --stream               judge: one case a line, one verdict a line
  --policy <file>        a policy as JSON, or a service's slo.yaml (default: the one among the samples, else ./slo.yaml)
  --service <name>       run: whose versions; judge: whose objectives, where the file has several services
  --svg <file>           draws the evidence over time
  --prometheus <url>     run, gate: which to ask
  --baseline <version>   run: the old version; best a fresh copy of it, with as many instances as the canary
  --canary <version>     run: the new version
  --environment <name>   run: only of this deployment environment
  --interval <seconds>   run: length of a block, several scrapes (default 60)
  --patience <seconds>   run: how long Prometheus may be silent, or a version unseen (default 300)
  --state <file>         run: remembers when it began; run again after an interruption, it goes on
  --only <name>          rehearse: errors, latency, leak, crash, migration or good; can be given several times
  --rate <n>             rehearse: requests a second (default 150)
  --json                 rehearse: report as JSON
  --override <reason>    gate: go although the budget is spent; the reason is printed, for the log
  --help                 this text

Exits 0 PASS, go or all as expected, 1 if not, 4 INCONCLUSIVE or unknown, 2 on bad input, 3 if the environment fails; --stream exits 0
if all could be judged.
`

type Action = (values: Values, file: string | undefined) => Promise<number>

const ACTIONS: Readonly<Record<string, Action>> = {
  judge: judgeCommand,
  run: async (values) => (await import('./canary-live.ts')).runCommand(values),
  rehearse: async (values) => (await import('./canary-rehearse.ts')).rehearseCommand(values),
  gate: async (values, file) => (await import('./canary-live.ts')).gateCommand(values, file as string),
}

export async function canaryCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args)
  const [action, ...others] = positionals
  if (values.help || action === undefined) return print(HELP)
  const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
  if (!act) throw invalid(`"${printable(action)}"`, 'is none of judge, run, gate and rehearse')
  const [file, ...more] = others
  if (action === 'gate' ? file === undefined || more.length > 0 : file !== undefined)
    throw invalid(`canary ${action}`, action === 'gate' ? 'takes one file' : 'takes no arguments')
  try {
    return await act(values, file)
  } catch (error) {
    if (!(error instanceof SpecErrors)) throw error
    process.stderr.write(`${error}\n`)
    return error.exitCode
  }
}

async function judgeCommand(values: Values): Promise<number> {
  if ((values.samples === undefined) === !values.stream)
    throw invalid('canary judge', 'takes either --samples or --stream')
  const given = loadPolicy(values.policy, values.service)
  if (values.stream) {
    const refused = await judgeLines(process.stdin, process.stdout, given ?? DEFAULT_POLICY)
    return refused > 0 ? EXIT.badInput : EXIT.done
  }
  const file = values.samples as string
  const { samples, policy } = readCase(loadJson(file), file)
  return answer(judge(samples, policyFor(values, given, policy)), values)
}
