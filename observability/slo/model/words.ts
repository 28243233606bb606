import type { Indicator } from './model.ts'

/** Which events are bad ones. `quote` marks what is code. */
export function badEvents(indicator: Indicator, quote = (text: string): string => text): string {
  if (indicator.source === 'requests') {
    const { bad, routes } = indicator
    const which =
      routes === 'all' ? 'all routes' : routes.map(({ method, route }) => quote(`${method ?? ''} ${route}`))
    const what = 'failed' in bad ? 'answered 5xx' : `not answered within ${bad.slowerThanSeconds} s`
    return `${what}; ${[which].flat().join(', ')}`
  }
  if (indicator.source === 'events') return 'counted by the queries below'
  const { op, bound } = indicator.good
  return `the value below not ${{ lt: 'under', lte: 'at most', gt: 'above', gte: 'at least' }[op]} ${bound}`
}
