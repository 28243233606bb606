import { Refused } from '../problems.ts'

/** What is answered where something fell that is no refusal; what it was is told on the terminal. */
export function asRefused(fault: unknown): Refused {
  if (fault instanceof Refused) return fault
  process.stderr.write(`${fault instanceof Error ? fault.stack : fault}\n`)
  return new Refused('ANSWER_FAILED', 'the console failed to answer: restart it, and report what it printed')
}
