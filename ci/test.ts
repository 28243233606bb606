// `npm test` and `npm run test:long`: runs every stage, whatever the ones before it said, and sums them up.
//   node ci/test.ts [long] [stage …]
import { withoutForeign } from './environment.ts'
import { runCommand } from './run-command.ts'
import { type Command, type Stage, suites } from './stages.ts'
import { none, sentence, sum, type Tally, tallyOf } from './tally.ts'

interface Outcome {
  stage: string
  ok: boolean
  seconds: number
  tally: Tally
  note: string
}

/** What these set would change what the tests see and print. */
const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...inherited } = process.env
const env = withoutForeign(inherited)
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 }

async function main(args: string[]): Promise<number> {
  const [suite, wanted] = args[0] === 'long' ? (['long', args.slice(1)] as const) : (['quick', args] as const)
  const stages = suites[suite]()
  const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    const names = stages.map(({ name }) => name).join(', ')
    process.stderr.write(
      `TEST_STAGE_UNKNOWN ${unknown.join(', ')} is no stage of ${suite}: name any of ${names}\n`,
    )
    return 2
  }

  const interruption = new AbortController()
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => interruption.abort(code))
  }
  const outcomes: Outcome[] = []
  for (const stage of stages) {
    if (wanted.length > 0 && !wanted.includes(stage.name)) continue
    outcomes.push(await runStage(stage, interruption.signal))
    if (interruption.signal.aborted) return interruption.signal.reason
  }
  say(`\n${table(outcomes)}\n`)
  say(sentence(sum(outcomes.map(({ tally }) => tally))))
  return outcomes.every(({ ok }) => ok) ? 0 : 1
}

async function runStage(stage: Stage, interruption: AbortSignal): Promise<Outcome> {
  say(`\n── ${stage.name} ${'─'.repeat(Math.max(0, 70 - stage.name.length))}`)
  const started = performance.now()
  const deadline = AbortSignal.timeout(stage.limitSeconds * 1000)
  const signal = AbortSignal.any([deadline, interruption])
  const tally = none()
  let note = ''
  const run = async (command: Command): Promise<boolean> => {
    const { output, failure } = await runCommand(command, { env, signal })
    Object.assign(tally, sum([tally, tallyOf(output)]))
    if (failure) note = deadline.aborted ? `took longer than ${stage.limitSeconds} s` : failure
    return failure === ''
  }
  if (stage.together) await Promise.all(stage.commands.map(run))
  else for (const command of stage.commands) if (!(await run(command))) break
  if (!note && stage.counts && tally.passed === 0) note = 'reported no test'
  if (!note && tally.failed > 0) note = 'a test failed'
  if (note && tally.failed === 0) tally.failed = 1 // lint, types, a crash: what failed is the stage
  return { stage: stage.name, ok: note === '', seconds: (performance.now() - started) / 1000, tally, note }
}

function table(outcomes: Outcome[]): string {
  const width = Math.max(...outcomes.map(({ stage }) => stage.length))
  const rows = outcomes.map(
    ({ stage, ok, seconds, tally, note }) =>
      `${ok ? '✓' : '✗'} ${stage.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s   ${sentence(tally)}${note && `   ${note}`}`,
  )
  const total = outcomes.reduce((all, { seconds }) => all + seconds, 0)
  return [...rows, `  ${'all'.padEnd(width)} ${total.toFixed(1).padStart(7)} s`].join('\n')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

process.chdir(new URL('..', import.meta.url).pathname)
process.exitCode = await main(process.argv.slice(2))
