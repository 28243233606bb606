// What a version is judged by, and how the verdict is told.
import { writeFileSync } from 'node:fs'
import type { Verdict } from '../canary/judge.ts'
import { DEFAULT_POLICY } from '../canary/load.ts'
import { notWritable } from '../canary/output.ts'
import { picture } from '../canary/picture.ts'
import type { Policy } from '../canary/policy.ts'
import type { Values } from './canary-options.ts'
import { EXIT } from './errors.ts'
import { print } from './usage.ts'

const EXITS = { PASS: EXIT.done, FAIL: EXIT.no, INCONCLUSIVE: EXIT.noVerdict } as const

/** What was named counts before what the samples bring, and that before what lies about. */
export function policyFor(values: Values, given: Policy | undefined, own: Policy | undefined): Policy {
  const policy = values.policy === undefined ? (own ?? given) : given
  if (policy) return policy
  process.stderr.write(
    'No policy is given, and there is no slo.yaml here: judged by the defaults, 99.9 % availability.\n',
  )
  return DEFAULT_POLICY
}

export function answer(verdict: Verdict, { svg }: Values): number {
  if (svg !== undefined) draw(svg, picture(verdict))
  if (process.stderr.isTTY) process.stderr.write(inWords(verdict))
  print(`${JSON.stringify(verdict)}\n`)
  return EXITS[verdict.verdict]
}

function inWords({ verdict, decided_at_block, reasons }: Verdict): string {
  const when = decided_at_block === null ? '' : ` after ${decided_at_block} blocks`
  return `${verdict}${when}\n${reasons.map((reason) => `  ${reason}\n`).join('')}`
}

function draw(file: string, svg: string): void {
  try {
    writeFileSync(file, svg)
  } catch (cause) {
    throw notWritable(file, cause)
  }
}
