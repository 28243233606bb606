// RED numbers as a table, one line for each route.
import type { RouteRed } from '../prometheus/red.ts'
import { duration, PLAIN, type Style, safe } from './style.ts'

export interface RedTableOptions {
  /** Over which the requests were counted; without it the rate is left out. */
  readonly seconds?: number | undefined
  readonly style?: Style
}

const COLUMNS = ['route', 'requests', 'per s', 'errors', 'p50', 'p95', 'p99'] as const

export function redTable(
  routes: readonly RouteRed[],
  { seconds, style = PLAIN }: RedTableOptions = {},
): string {
  if (routes.length === 0) return 'no requests yet\n'
  const cells = routes.map((route) => [
    safe(`${route.method} ${route.route}`),
    String(route.requests),
    seconds ? (route.requests / seconds).toFixed(1) : '',
    share(route),
    ...[route.p50, route.p95, route.p99].map(time),
  ])
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row.map((cell, column) => align(cell, widths[column] ?? 0, column)).join('  ')
  const body = cells.map((row, index) => (routes[index]?.errors ? style.red(line(row)) : line(row)))
  return `${[style.bold(line(COLUMNS)), ...body].join('\n')}\n`
}

function align(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function share({ errors, requests }: RouteRed): string {
  return errors === 0 ? '0 %' : `${((100 * errors) / requests).toFixed(1)} %`
}

function time(seconds: number | undefined): string {
  return seconds === undefined ? '–' : duration(BigInt(Math.round(seconds * 1e9)))
}
