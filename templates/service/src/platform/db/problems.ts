// Owner: paved-road
// What of the database's failures a caller may know: come back later, or it took too long.
import {
  DATABASE_BUSY,
  DATABASE_TIMEOUT,
  DATABASE_UNAVAILABLE,
  Problem,
  type ProblemType,
} from '../http/problem.ts'

/** SQLSTATE classes and codes (https://www.postgresql.org/docs/18/errcodes-appendix.html) and socket errors. */
const KINDS: [RegExp, ProblemType][] = [
  [/^(57014|55P03)$/, DATABASE_TIMEOUT], // query_canceled, lock_not_available
  [/^(53...|40001|40P01)$/, DATABASE_BUSY], // insufficient resources, serialization failure, deadlock
  [
    /^(08...|57P..|25006|EAI_AGAIN|ENETUNREACH|EADDRNOTAVAIL|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH)$/,
    DATABASE_UNAVAILABLE,
  ],
]
const RETRY = { 'retry-after': '1' }

/** The problem that a database error is to its caller; undefined if it is a defect of ours or no such error. */
export function databaseProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'KnexTimeoutError')
    return new Problem(DATABASE_BUSY, 'Try again shortly.', { cause: error, headers: RETRY })
  if (/(^| - )(Connection terminated|Query read timeout)/.test(error.message)) {
    return new Problem(DATABASE_UNAVAILABLE, 'Try again shortly.', { cause: error, headers: RETRY })
  }
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  const kind = KINDS.find(([pattern]) => pattern.test(String(code)))
  // FATAL: the server refused or ended the whole session, whatever its reason.
  const type = kind?.[1] ?? (severity === 'FATAL' ? DATABASE_UNAVAILABLE : undefined)
  return type && new Problem(type, 'Try again shortly.', { cause: error, headers: RETRY })
}
