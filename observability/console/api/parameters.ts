// Reads the parameters of a query, each as what it has to be, and refuses those that nobody reads: a filter with a
// typing error would otherwise look as if it had matched everything.
import { Refused } from '../problems.ts'

/** Characters; a longer one is nothing that a person filters by. */
const LONGEST = 2_000

export class Parameters {
  readonly #given: URLSearchParams

  /** @param repeatable those of `known` that may be given several times */
  constructor(given: URLSearchParams, known: readonly string[], repeatable: readonly string[] = []) {
    this.#given = given
    for (const name of given.keys()) {
      if (!known.includes(name))
        throw new Refused(
          'PARAMETER_UNKNOWN',
          `there is no parameter "${name.slice(0, 60)}" here: ${known.join(', ') || 'none'} are read`,
        )
      if (given.getAll(name).length > 1 && !repeatable.includes(name))
        throw new Refused('PARAMETER_REPEATED', `${name} may be given once`)
      if (given.getAll(name).some(({ length }) => length > LONGEST))
        throw invalid(name, `must have at most ${LONGEST} characters`)
    }
  }

  /** Undefined where it is not given or empty, as a form sends what was left out. */
  text(name: string): string | undefined {
    return this.#given.get(name) || undefined
  }

  all(name: string): string[] {
    return this.#given.getAll(name).filter((text) => text !== '')
  }

  required(name: string): string {
    const text = this.text(name)
    if (text === undefined) throw new Refused('PARAMETER_MISSING', `${name} must be given`)
    return text
  }

  matching(name: string, pattern: RegExp, what: string): string | undefined {
    const text = this.text(name)
    if (text === undefined || pattern.test(text)) return text
    throw invalid(name, `must be ${what}`)
  }

  oneOf<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name)
    const choice = choices.find((choice) => choice === text)
    if (text !== undefined && choice === undefined) throw invalid(name, `must be ${choices.join(' or ')}`)
    return choice
  }

  /** A number from 0 up, in digits with or without a fraction. */
  number(name: string): number | undefined {
    const text = this.matching(name, /^\d{1,16}(\.\d{1,9})?$/, 'a number from 0 up')
    return text === undefined ? undefined : Number(text)
  }

  minutes(): number {
    const minutes = this.number('minutes') ?? 15
    if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 60) return minutes
    throw invalid('minutes', 'must be a whole number from 1 to 60')
  }

  limit(): number {
    const text = this.text('limit')
    if (text === undefined) return 100
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
    if (limit >= 1 && limit <= MOST) return limit
    throw new Refused('LIMIT_INVALID', `limit must be a whole number from 1 to ${MOST}`)
  }
}

const MOST = 1_000

export const invalid = (name: string, what: string): Refused =>
  new Refused('PARAMETER_INVALID', `${name} ${what}`)
