// What the page's address asks for, as a request to the API.

/** Parameters that the page's address shares with GET /api/traces. */
const SHARED = ['service', 'route', 'status', 'min_ms', 'max_ms', 'since', 'until', 'probes'] as const

/** Stretches that the page offers, in minutes: `last` in the address. */
export const LAST: readonly (readonly [minutes: string, text: string])[] = [
  ['', 'any'],
  ['5', 'last 5 min'],
  ['15', 'last 15 min'],
  ['60', 'last hour'],
  ['360', 'last 6 h'],
]

export const LIMIT = 1_000

export function tracesUrl(asked: URLSearchParams, now: number): string {
  const request = new URLSearchParams()
  for (const name of SHARED) {
    const value = asked.get(name)
    if (value) request.set(name, value)
  }
  for (const attribute of asked.getAll('attr')) request.append('attr', attribute)
  const since = sinceOf(asked.get('last'), now)
  if (since !== undefined) request.set('since', String(since))
  request.set('limit', String(LIMIT))
  return `/api/traces?${request}`
}

/**
 * Where the last `minutes` begin, to the minute: the address that is asked for then changes once a minute, and not with
 * each look.
 */
export function sinceOf(minutes: string | null, now: number): number | undefined {
  if (!minutes || !/^\d{1,5}$/.test(minutes)) return undefined
  return (Math.floor(now / 60_000) - Number(minutes)) * 60_000
}

/** Whether anything is filtered: an empty list means something else then. */
export function isFiltered(asked: URLSearchParams): boolean {
  return [...SHARED, 'attr', 'last'].some((name) => name !== 'probes' && asked.has(name))
}
