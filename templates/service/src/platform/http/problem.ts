// Owner: paved-road
// Errors as RFC 9457 problem+json with stable codes. A code, once published, keeps its meaning: clients branch
// on it. docs/errors.md lists them all and is made from this registry by `npm run docs`.
import type { Route } from './route.ts'

export interface ProblemType {
  code: string
  status: number
  title: string
}

export const problemTypes = new Map<string, ProblemType>()

/** Declares a kind of problem. Codes are unique in the service. */
export function problemType(code: string, status: number, title: string): ProblemType {
  if (problemTypes.has(code))
    throw new Error(`PROBLEM_DUPLICATE ${code} is declared twice: give one another code.`)
  const type = { code, status, title }
  problemTypes.set(code, type)
  return type
}

export const INPUT_INVALID = problemType('INPUT_INVALID', 400, 'The request is not valid')
export const BODY_MALFORMED = problemType('BODY_MALFORMED', 400, 'The body is not valid JSON')
export const ROUTE_NOT_FOUND = problemType('ROUTE_NOT_FOUND', 404, 'There is nothing at this path')
export const METHOD_NOT_ALLOWED = problemType('METHOD_NOT_ALLOWED', 405, 'This path takes other methods')
export const BODY_TIMEOUT = problemType('BODY_TIMEOUT', 408, 'The body did not arrive in time')
export const BODY_TOO_LARGE = problemType('BODY_TOO_LARGE', 413, 'The body is too large')
export const MEDIA_TYPE_UNSUPPORTED = problemType('MEDIA_TYPE_UNSUPPORTED', 415, 'The body must be JSON')
export const REQUEST_ABORTED = problemType('REQUEST_ABORTED', 400, 'The request ended before its body did')
export const INTERNAL = problemType('INTERNAL', 500, 'Something went wrong on our side')
export const DATABASE_BUSY = problemType('DATABASE_BUSY', 503, 'The database is too busy now')
export const DATABASE_TIMEOUT = problemType('DATABASE_TIMEOUT', 503, 'The database took too long')
export const DATABASE_UNAVAILABLE = problemType('DATABASE_UNAVAILABLE', 503, 'The database cannot be reached')
export const REQUEST_TIMEOUT = problemType('REQUEST_TIMEOUT', 503, 'The request took too long')

const OF_BODY = [BODY_MALFORMED, BODY_TIMEOUT, BODY_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED]
const OURS = [INTERNAL, DATABASE_BUSY, DATABASE_TIMEOUT, DATABASE_UNAVAILABLE, REQUEST_TIMEOUT]

/** Every problem that a route can answer with. */
export function problemsOf({ params, query, body, problems = [] }: Route): ProblemType[] {
  const ofInput = params || query || body ? [INPUT_INVALID] : []
  return [...ofInput, ...(body ? OF_BODY : []), ...problems, ...OURS]
}

/** One fault in the input: where it is, as a JSON pointer, and what is wrong with it. */
export type InputFault = { pointer: string; detail: string }

/** Throw it anywhere below http/problems.ts and it becomes the answer. `detail` is for the caller to read. */
export class Problem extends Error {
  override name = 'Problem'
  readonly type: ProblemType
  readonly errors: InputFault[] | undefined
  readonly headers: Record<string, string>

  constructor(
    type: ProblemType,
    detail: string,
    more: { errors?: InputFault[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause })
    this.type = type
    this.errors = more.errors
    this.headers = more.headers ?? {}
  }
}
