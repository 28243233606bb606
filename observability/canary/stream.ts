// Cases as lines, verdicts as lines: the same judge for thousands of trials.
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { CodedError } from '../cli/errors.ts'
import { judge } from './judge.ts'
import { parse } from './load.ts'
import type { Policy } from './policy.ts'
import { readCase } from './read.ts'

/**
 * One verdict for each line, in order; for a line that cannot be judged, `{"error": {"code", "place", "message",
 * "remedy"}}` in its place. `policy` serves lines that bring none. Answers with how many could not be judged.
 */
export async function judgeLines(input: Readable, output: Writable, policy: Policy): Promise<number> {
  let [line, refused] = [0, 0]
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() === '') continue
    const answer = answerTo(text, `line ${line}`, policy)
    if ('error' in answer) refused++
    if (!output.write(`${JSON.stringify(answer)}\n`)) await new Promise((done) => output.once('drain', done))
  }
  return refused
}

function answerTo(text: string, place: string, fallback: Policy) {
  try {
    const { samples, policy } = readCase(parse(text, place), place)
    return judge(samples, policy ?? fallback)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    const { code, message, remedy } = error
    return { error: { code, place: error.place, message, remedy } }
  }
}
