// PromQL is syntax: whatever is written to a file has been through Prometheus's own grammar first.
import { parser } from '@prometheus-io/lezer-promql'

/** The offset of the first syntax error, or undefined for an expression that parses. */
export function syntaxError(text: string): number | undefined {
  const cursor = parser.parse(text).cursor()
  do {
    if (cursor.type.isError) return cursor.from
  } while (cursor.next())
  return text.trim() === '' ? 0 : undefined
}
