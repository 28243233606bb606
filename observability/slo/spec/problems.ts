import { type Code, CodedError, EXIT } from '../../cli/errors.ts'
import type { Place } from '../model/model.ts'

/** All that is wrong with the input at once; printed one problem a line. */
export class SpecErrors extends Error {
  readonly problems: readonly CodedError[]
  readonly exitCode = EXIT.badInput

  constructor(problems: readonly CodedError[]) {
    super(`${problems.length} problems in SLO files`)
    this.name = 'SpecErrors'
    this.problems = problems
  }

  override toString(): string {
    return this.problems.join('\n')
  }
}

/** More would not be read, and a file that is wrong throughout must not fill the memory with complaints. */
const MOST = 100

/** Collects, so that one run shows everything that is wrong. */
export class Problems {
  readonly #found: { problem: CodedError; place: Place | string }[] = []
  readonly #known = new Set<string>()
  #unlisted = 0

  /** The same problem met twice, such as through two references, is listed once. */
  add(code: Code, place: Place | string, message: string, remedy: string): void {
    const problem = new CodedError(code, { place: printPlace(place), message: shown(message), remedy })
    if (this.#known.has(String(problem))) return
    if (this.#found.length === MOST) {
      this.#unlisted += 1
      return
    }
    this.#known.add(String(problem))
    this.#found.push({ problem, place })
  }

  /** In the order of the lines, and of the files as they came. */
  throwIfAny(): void {
    if (this.#found.length === 0) return
    const files = [...new Set(this.#found.map(({ place }) => fileOf(place)))]
    const key = (place: Place | string) => files.indexOf(fileOf(place)) * 1e9 + lineOf(place)
    const sorted = this.#found.sort((a, b) => key(a.place) - key(b.place)).map(({ problem }) => problem)
    throw new SpecErrors(this.#unlisted === 0 ? sorted : [...sorted, this.#rest()])
  }

  #rest(): CodedError {
    const message = `${this.#unlisted} more problems are not listed`
    return new CodedError('SLO_PROBLEMS_UNLISTED', { message, remedy: 'mend those above first' })
  }
}

const fileOf = (place: Place | string): string => (typeof place === 'string' ? place : place.file)
const lineOf = (place: Place | string): number => (typeof place === 'string' ? 0 : place.line)

export function printPlace(place: Place | string): string {
  return typeof place === 'string' ? place : `${place.file}:${place.line}`
}

/** What was read is shown again, but on one line and without control characters. */
function shown(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?').slice(0, 500)
}

/** `"text"`, cut to what a message can hold. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return `"${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`
}

/** ` (did you mean "name"?)` where one of the candidates is at most two keystrokes away. */
export function didYouMean(text: string, candidates: Iterable<string>): string {
  let best: string | undefined
  let least = Math.min(3, Math.ceil(text.length / 2))
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - text.length) >= least) continue
    const distance = editDistance(text.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best === undefined ? '' : ` (did you mean "${best}"?)`
}

/** Levenshtein's: insertions, deletions and substitutions. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[to.length] ?? 0
}
