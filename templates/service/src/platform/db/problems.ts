// Owner: paved-road
// What of the database's failures a caller may know: come back later, or it took too long.
import type { ProblemType } from '../http/problem.ts'
import { DATABASE_BUSY, DATABASE_TIMEOUT, DATABASE_UNAVAILABLE, Problem } from '../http/problem.ts'

/** SQLSTATE classes and codes (https://www.postgresql.org/docs/18/errcodes-appendix.html) and socket errors. */
const KINDS: [RegExp, ProblemType][] = [
  [/^(57014|55P03)$/, DATABASE_TIMEOUT], // query_canceled, lock_not_available
  [/^(53...|40001|40P01)$/, DATABASE_BUSY], // insufficient resources, serialization failure, deadlock
  [
    /^(08...|57P..|25006|EAI_AGAIN|ENETUNREACH|EADDRNOTAVAIL|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EHOSTUNREACH)$/,
    DATABASE_UNAVAILABLE,
  ],
]

/** pg gives these no code. */
const OF_PG = /(^| - )(Connection terminated|Query read timeout|timeout expired)/

/** The problem that a database error is to its caller; undefined if it is a defect of ours or no such error. */
export function databaseProblem(error: unknown): Problem | undefined {
  const type = error instanceof Error ? kindOf(error) : undefined
  return type && new Problem(type, 'Try again shortly.', { cause: error, headers: { 'retry-after': '1' } })
}

function kindOf(error: Error & { code?: unknown; severity?: unknown }): ProblemType | undefined {
  if (error.name === 'KnexTimeoutError') return DATABASE_BUSY
  if (OF_PG.test(error.message)) return DATABASE_UNAVAILABLE
  const kind = KINDS.find(([pattern]) => pattern.test(String(error.code)))
  // FATAL: the server refused or ended the whole session, whatever its reason.
  return kind?.[1] ?? (error.severity === 'FATAL' ? DATABASE_UNAVAILABLE : undefined)
}
