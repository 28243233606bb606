// Every error the generators show has a code, a place, what is wrong, and what to do about it. This registry,
// docs/reference/errors-generator.md and the sources agree; test/errors.test.ts holds them to it.

/** Process exit codes, shared by all commands of the paved road. */
export const EXIT = { done: 0, badInput: 2, environment: 3 } as const

/** With exit 2 nothing was written: what was asked for cannot be done there, as it was asked for. */
export const CODES = {
  ANSWER_INVALID: { exit: EXIT.badInput, meaning: 'An answer does not have the form its question wants.' },
  ANSWER_MISSING: { exit: EXIT.badInput, meaning: 'A question is unanswered, and there is nobody to ask.' },
  DISK_FULL: { exit: EXIT.badInput, meaning: 'The disk of the target has no room left.' },
  FOLDER_GONE: { exit: EXIT.badInput, meaning: 'The folder that the command was started in is gone.' },
  INSTALL_FAILED: { exit: EXIT.environment, meaning: '`npm ci` failed in the service; its files are kept.' },
  LOCKED: { exit: EXIT.environment, meaning: 'Another command has been at work there for too long.' },
  MODULE_NAME_INVALID: {
    exit: EXIT.badInput,
    meaning: 'The name cannot be that of a module, or of one of its things.',
  },
  MODULE_NAME_RESERVED: {
    exit: EXIT.badInput,
    meaning: 'The name is taken by PostgreSQL, TypeScript or the platform.',
  },
  MODULE_NAME_TAKEN: {
    exit: EXIT.badInput,
    meaning: 'The service has a file or a name that the module would bring.',
  },
  MODULE_WIRING_UNCLEAR: {
    exit: EXIT.badInput,
    meaning: '`src/main.ts` has no list of modules to add a line to.',
  },
  NAME_ABSOLUTE: { exit: EXIT.badInput, meaning: 'The service is named by an absolute path.' },
  NAME_INVALID: { exit: EXIT.badInput, meaning: 'The name cannot be that of a service.' },
  NAME_RESERVED: { exit: EXIT.badInput, meaning: 'The name is one that npm, Node or the service needs.' },
  NODE_TOO_OLD: { exit: EXIT.environment, meaning: 'The Node.js that started the command is too old.' },
  OPTION_INVALID: { exit: EXIT.badInput, meaning: 'A flag or argument is unknown or used wrongly.' },
  SERVICE_NOT_FOUND: { exit: EXIT.badInput, meaning: 'Neither this folder nor any above it is a service.' },
  SERVICE_RECORD_BROKEN: { exit: EXIT.badInput, meaning: 'A file under `.paved-road/` cannot be read.' },
  SERVICE_UNREADABLE: { exit: EXIT.badInput, meaning: 'A file of the service may not be read.' },
  TARGET_NOT_EMPTY: { exit: EXIT.badInput, meaning: 'Something is where the service would go.' },
  TARGET_NOT_WRITABLE: { exit: EXIT.badInput, meaning: 'The folder cannot be written to.' },
  TARGET_PARENT_MISSING: { exit: EXIT.badInput, meaning: 'The folder to hold the service is not there.' },
  TOOLKIT_NOT_PACKED: {
    exit: EXIT.environment,
    meaning: 'In a checkout, the toolkit could not be built and packed.',
  },
  WRITE_FAILED: { exit: EXIT.environment, meaning: 'The file system failed in another way.' },
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

/** What was typed is shown again, in quotes, without control characters and no longer than a line can take. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text
  return JSON.stringify(shown).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?')
}
