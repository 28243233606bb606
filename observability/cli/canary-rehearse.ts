// paved-road canary rehearse: releases that one can watch, before one has to trust them.
import { DEFAULT_POLICY, loadPolicy } from '../canary/load.ts'
import { CANDIDATES, type Candidate } from '../canary/rehearsal/candidates.ts'
import { type Rehearsed, rehearse } from '../canary/rehearsal/rehearse.ts'
import { invalid, type Values } from './canary-options.ts'
import { EXIT } from './errors.ts'
import { print, printable } from './usage.ts'

export async function rehearseCommand({ only, rate, json, policy }: Values): Promise<number> {
  const candidates = chosen(only)
  const perSecond = Number(rate)
  if (!/^\d+$/.test(rate) || perSecond < 1 || perSecond > 1_000)
    throw invalid('--rate', 'is not a whole number from 1 to 1000')
  const judgedBy = { ...(loadPolicy(policy, undefined) ?? DEFAULT_POLICY), max_blocks: MOST_BLOCKS }
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const rehearsed = await rehearse({ folder: process.cwd(), policy: judgedBy, candidates, perSecond, say })
  print(json ? `${JSON.stringify({ rehearsed }, null, 2)}\n` : rehearsed.map(inWords).join(''))
  return rehearsed.every(asExpected) ? EXIT.done : EXIT.no
}

/** Three minutes of blocks: as many as a verdict needs at some fifty requests a second. */
const MOST_BLOCKS = 90

const asExpected = ({ expected, outcome, lost_while_switching }: Rehearsed): boolean =>
  outcome === expected && lost_while_switching === 0

function chosen(names: readonly string[] | undefined): readonly Candidate[] {
  const unknown = names?.find((name) => !CANDIDATES.some((candidate) => candidate.name === name))
  if (unknown !== undefined)
    throw invalid(
      `--only ${printable(unknown)}`,
      `is none of ${CANDIDATES.map(({ name }) => name).join(', ')}`,
    )
  return CANDIDATES.filter(({ name }) => names?.includes(name) ?? true)
}

function inWords(one: Rehearsed): string {
  const { candidate, outcome, by, seconds_to_decide, seconds_to_switch, users, lost_while_switching } = one
  const when = seconds_to_decide === null ? 'before it had a request' : `after ${seconds_to_decide} s`
  const what = `${candidate.padEnd(10)} ${outcome} by ${by} ${when}, switched in ${seconds_to_switch} s`
  const seen = `users: ${users.failed} of ${users.requests} requests failed, P99 ${users.p99_ms} ms; ${lost_while_switching} lost while switching`
  return `${asExpected(one) ? '✓' : '✗'} ${what}\n  ${seen}\n${one.reasons.map((reason) => `  ${reason}\n`).join('')}`
}
