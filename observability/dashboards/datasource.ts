import { syntaxError } from '../slo/promql/parse.ts'

/** Every panel and query asks the datasource that is chosen at the top of the dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' }

/** What Grafana would fill in on a screen of six hours; variables of ours, chosen by the reader, stand at All. */
const BUILT_IN: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __interval: '15s',
  __range: '6h',
}

/** A query as Prometheus gets it. */
export function filledIn(expr: string, values: Readonly<Record<string, string>> = {}): string {
  return expr.replace(/\$([a-z_]\w*)/gi, (_, name: string) => values[name] ?? BUILT_IN[name] ?? '.*')
}

/** The same query, having been through Prometheus's own grammar. A fault here is one of this folder. */
export function checked(expr: string): string {
  const offset = syntaxError(filledIn(expr))
  if (offset !== undefined) throw new SyntaxError(`a panel's query does not parse at ${offset}: ${expr}`)
  return expr
}
