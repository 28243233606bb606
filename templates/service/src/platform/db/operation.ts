// Owner: paved-road
import { LABELS } from '../conventions.ts'

type Operation = Record<string, string>
const known = new Map<string, Operation>()
/** Statements are written in code, so they are few; where one is built from input, it cannot grow this for ever. */
const MOST_KNOWN = 1000

/** `insert into "orders" …` → operation `insert`, collection `orders`. */
export function operationOf(sql: string): Operation {
  const seen = known.get(sql)
  if (seen) return seen
  const [, verb = 'other'] = /^\W*([a-z]+)/i.exec(sql) ?? []
  const [, table = ''] = /\b(?:from|into|update|table)\s+(?:only\s+)?"?([a-z_][\w$.]*)/i.exec(sql) ?? []
  const operation = { [LABELS.dbOperation]: verb.toLowerCase(), [LABELS.dbCollection]: table }
  if (known.size < MOST_KNOWN) known.set(sql, operation)
  return operation
}
