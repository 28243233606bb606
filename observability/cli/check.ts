// What `migrations check` and `contract check` have in common: how they are called, and how findings are told.
import type { ParseArgsOptionsConfig } from 'node:util'
import type { Finding } from '../checks/finding.ts'
import { findRelease, type Release } from '../checks/git.ts'
import { EXIT } from './errors.ts'
import { invalid, print, printable, readArguments } from './usage.ts'

export interface Outcome {
  readonly findings: readonly Finding[]
  /** What was looked at, or why nothing was. */
  readonly summary: string
}

export const SHARED_OPTIONS = {
  since: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

/** The options of `paved-road <command> check`; undefined where its help was asked for. */
export function readCheck<O extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: O,
) {
  const { values, positionals } = readArguments(command, args, options)
  if ('help' in values || positionals.length === 0) return undefined
  const [action, ...more] = positionals
  if (action !== 'check') throw invalid(command, `"${printable(String(action))}"`, 'is not check')
  if (more.length > 0) throw invalid(command, `"${printable(more.join(' '))}"`, 'is more than it takes')
  return values
}

/** Holds the service in this folder against what was released, and answers with the exit code. */
export async function reportCheck(
  { since, json }: { since?: string; json?: boolean },
  check: (release: Release) => Outcome | Promise<Outcome>,
): Promise<number> {
  const { release, none } = findRelease(since, process.cwd())
  const { findings, summary } = release
    ? await check(release)
    : { findings: [], summary: `nothing was released before: ${none}` }
  const { ref, commit } = release ?? {}
  if (json) print(`${JSON.stringify({ since: ref, commit, summary, findings }, null, 2)}\n`)
  else {
    for (const { code, place, message, remedy } of findings)
      process.stderr.write(`${code} ${place} ${message}: ${remedy}\n`)
    print(`${summary}; ${findings.length || 'no'} finding${findings.length === 1 ? '' : 's'}\n`)
  }
  return findings.length > 0 ? EXIT.no : EXIT.done
}
