// What every command does with its arguments.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CodedError, EXIT } from './errors.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Throws CLI_OPTION_INVALID for what the command does not know. */
export function readArguments<const O extends Options>(command: string, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (cause) {
    throw invalid(command, command, (cause as Error).message.split('.')[0] ?? '', cause)
  }
}

/** `place`: the option, or the argument as it was typed. */
export function invalid(command: string, place: string, message: string, cause?: unknown): CodedError {
  return new CodedError('CLI_OPTION_INVALID', {
    place,
    message,
    remedy: `see paved-road ${command} --help`,
    cause,
  })
}

/** What was typed is shown again, but may hold no control characters and no more than a line's worth. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)

export function print(text: string): number {
  process.stdout.write(text)
  return EXIT.done
}
