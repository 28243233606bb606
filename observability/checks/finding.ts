// What a check found: shown as `CODE place message: remedy`, one a line.
import type { Code } from '../cli/errors.ts'

export interface Finding {
  readonly code: Code
  /** A file of the service, with a JSON pointer where there is one. */
  readonly place: string
  readonly message: string
  readonly remedy: string
}
