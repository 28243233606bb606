// What the page's address asks for, as a request to the API.
import { sinceOf } from '../traces/query.ts'

const SHARED = ['service', 'severity', 'q', 'trace_id', 'span_id', 'since', 'until'] as const

export const LIMIT = 1_000

export function logsUrl(asked: URLSearchParams, now: number): string {
  const request = new URLSearchParams()
  for (const name of SHARED) {
    const value = asked.get(name)
    if (value) request.set(name, value)
  }
  const since = sinceOf(asked.get('last'), now)
  if (since !== undefined) request.set('since', String(since))
  request.set('limit', String(LIMIT))
  return `/api/logs?${request}`
}

export const isFiltered = (asked: URLSearchParams): boolean =>
  [...SHARED, 'last'].some((name) => asked.has(name))
