// Every error the toolkit shows has a code, a place where there is one, what is wrong, and what to do about it.
// The registry, docs/reference/errors-toolkit.md and the sources agree; test/cli/errors.test.ts holds them to it.

/** Process exit codes shared by all commands. */
export const EXIT = { done: 0, no: 1, badInput: 2, environment: 3 } as const

export const CODES = {
  CLI_COMMAND_UNKNOWN: { exit: EXIT.badInput, meaning: 'No such command here, built in or installed.' },
  CLI_NODE_TOO_OLD: { exit: EXIT.environment, meaning: 'The Node.js that started the command is too old.' },
  CLI_OPTION_INVALID: { exit: EXIT.badInput, meaning: 'An option is unknown, or its value is not usable.' },
  CONSOLE_PORT_TAKEN: { exit: EXIT.environment, meaning: 'Another process listens on the port.' },
} as const

export type Code = keyof typeof CODES

export interface Problem {
  /** Where: a file and line, an option, a URL. */
  readonly place?: string
  readonly message: string
  readonly remedy: string
  readonly cause?: unknown
}

export class CodedError extends Error {
  readonly code: Code
  readonly place: string | undefined
  readonly remedy: string

  constructor(code: Code, { place, message, remedy, cause }: Problem) {
    super(message, { cause })
    this.name = 'CodedError'
    this.code = code
    this.place = place
    this.remedy = remedy
  }

  get exitCode(): number {
    return CODES[this.code].exit
  }

  /** `CODE place what: remedy`, on one line. */
  override toString(): string {
    return [this.code, this.place, `${this.message}: ${this.remedy}`].filter(Boolean).join(' ')
  }
}
