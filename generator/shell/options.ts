// Flags of the executables, made from the questions; what is not known is refused.
import { parseArgs } from 'node:util'
import type { Answers } from '../core/answers.ts'
import { QUESTIONS } from '../core/answers.ts'
import { CodedError, quoted } from '../core/errors.ts'

export interface Parsed {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | undefined>>
}

export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly help: string
}
export type Flags = Readonly<Record<string, Flag>>

export const COMMON: Flags = {
  'dry-run': { type: 'boolean', help: 'say what would be written, and write nothing' },
  json: { type: 'boolean', help: 'report as JSON on standard output' },
  help: { type: 'boolean', help: 'this text' },
}

export const QUESTION_FLAGS: Flags = Object.fromEntries(
  QUESTIONS.map(({ flag, help }) => [flag, { type: 'string', help }]),
)

/** How npm, yo and git spell `--no-x` and clusters is not taken: a flag is written in full. */
export function parse(args: readonly string[], flags: Flags, command: string): Parsed {
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, { type }]))
  try {
    const parsed = parseArgs({ args: args.map(helpFlag), options, allowPositionals: true })
    return parsed as Parsed
  } catch (cause) {
    const [what = ''] = (cause as Error).message.split(/[.\n]/)
    throw new CodedError('OPTION_INVALID', {
      place: command,
      message: quoted(what).slice(1, -1).replaceAll('\\', ''),
      remedy: `see ${command} --help`,
      cause,
    })
  }
}

export function onePositional({ positionals }: Parsed, command: string): string | undefined {
  if (positionals.length < 2) return positionals[0]
  throw new CodedError('OPTION_INVALID', {
    place: command,
    message: `takes one name, and was given ${positionals.slice(0, 3).map(quoted).join(', ')}`,
    remedy: `see ${command} --help`,
  })
}

/** The answers among the flags. */
export function givenAnswers(values: Parsed['values']): Partial<Answers> {
  const given = QUESTIONS.filter(({ flag }) => typeof values[flag] === 'string')
  return Object.fromEntries(given.map(({ key, flag }) => [key, values[flag]]))
}

export function helpText(usage: string, about: string, flags: Flags): string {
  const rows = Object.entries(flags).map(([name, { type, help }]) => {
    const flag = type === 'string' ? `--${name} ${name === 'dir' ? 'DIR' : '…'}` : `--${name}`
    return `  ${flag.padEnd(18)} ${help}`
  })
  return `Usage: ${usage}\n\n${about}\n\nOptions:\n${rows.join('\n')}\n`
}

const helpFlag = (arg: string): string => (arg === '-h' ? '--help' : arg)
