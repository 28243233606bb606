// Flags as Yeoman hands them over: mixed with its own, under two spellings each, and none refused.
import { CodedError } from '../core/errors.ts'
import type { Flags } from '../shell/options.ts'

export type YeomanOptions = Readonly<Record<string, unknown>>

/** yo puts every flag among the options twice, as `on-call` and `onCall`. */
const camel = (flag: string): string => flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The value of a text flag; yo makes numbers of digits, and true of a flag without a value. */
export function textFlag(options: YeomanOptions, flag: string): string | undefined {
  const value = options[flag] ?? options[camel(flag)]
  if (value === true || Array.isArray(value)) {
    throw new CodedError('OPTION_INVALID', {
      place: `--${flag}`,
      message: value === true ? 'has no value' : 'is given more than once',
      remedy: `write --${flag}=VALUE, once`,
    })
  }
  return value === undefined || value === false ? undefined : String(value)
}

/**
 * A switch, and the word behind it: yo takes `--yes shop-api` for a switch with a value, though the word was meant as
 * the name.
 */
export function switchFlag(options: YeomanOptions, flag: string): { on: boolean; word: string | undefined } {
  const value = options[flag] ?? options[camel(flag)]
  return typeof value === 'string' ? { on: true, word: value } : { on: value === true, word: undefined }
}

/** Refuses flags of the command line that neither this generator nor Yeoman knows. */
export function refuseUnknown(argv: readonly string[], flags: Flags, command: string): void {
  const known = new Set([...Object.keys(flags), ...OF_YEOMAN])
  for (const arg of argv) {
    const [, flag] = /^--(?:no-)?([a-zA-Z][\w-]*)/.exec(arg) ?? []
    if (flag === undefined || known.has(flag)) continue
    throw new CodedError('OPTION_INVALID', {
      place: `--${flag}`,
      message: 'is not a flag of this generator',
      remedy: `see ${command} --help`,
    })
  }
}

/** https://yeoman.io/authoring/user-interactions.html and `yo --help`. */
const OF_YEOMAN = [
  'ask-answered',
  'bail',
  'debug',
  'force',
  'force-install',
  'generators',
  'help',
  'local-only',
  'skip-cache',
  'skip-install',
  'skip-local-cache',
  'version',
  'whitespace',
]
