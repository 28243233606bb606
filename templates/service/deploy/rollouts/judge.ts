// Owner: paved-road
// Asks the canary judge one of analysis.yaml's two questions, for Argo knows of a Job only whether it failed:
//   node deploy/rollouts/judge.ts harm|evidence --prometheus=… --service=… --baseline=… --canary=…
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Of `paved-road canary run`. */
const EXIT = { pass: 0, fail: 1, environment: 3 } as const

const QUESTIONS: Record<string, (exit: number) => boolean> = {
  harm: (exit) => exit !== EXIT.fail,
  evidence: (exit) => exit === EXIT.pass,
}
const TRIES = 5
const PAUSE_MS = Number(process.env.JUDGE_PAUSE_MS ?? 30_000)
/** An inconclusive metric ends the other one, so where both find harm, the question about it is answered first. */
const COURTESY_MS = PAUSE_MS * 20

const [question = '', ...args] = process.argv.slice(2)
const answer = QUESTIONS[question]
if (!answer) {
  process.stderr.write(
    `JUDGE_USAGE ${question || 'no question'} cannot be asked: use "harm" or "evidence".\n`,
  )
  process.exit(2)
}

let exit = verdict()
for (let tries = 1; exit === EXIT.environment && tries < TRIES; tries++) {
  await sleep(PAUSE_MS)
  exit = verdict()
}
if (question === 'evidence' && exit === EXIT.fail) await sleep(COURTESY_MS)
process.exitCode = answer(exit) ? 0 : 1

function verdict(): number {
  const command = fileURLToPath(new URL('../../node_modules/.bin/paved-road', import.meta.url))
  const { status } = spawnSync(command, ['canary', 'run', ...args], { stdio: 'inherit' })
  return status ?? EXIT.environment
}
