// The short form of a stamped service: `type: paved-road`, with which requests and what makes one bad. Which metric
// that is, the conventions know.
import { z } from 'zod'
import type { RequestIndicator, Route } from '../../model/model.ts'
import { shaped } from '../check.ts'
import { at, type Context, type Part, placeOf } from '../context.ts'
import { boundLint } from '../lints.ts'
import { quoted } from '../problems.ts'
import type { Metric } from './shapes.ts'

export const STAMPED = 'paved-road'

const TOTAL = z.strictObject({ requests: z.unknown() })
const GOOD = z.strictObject({ requests: z.unknown(), within: z.string() })
const BAD = z.strictObject({ requests: z.unknown(), failed: z.literal(true) })

/** Each is a selector in every query. */
const MOST_ROUTES = 50

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** As the router has them; nothing that a label's value or a template would read otherwise. */
const ROUTE = /^\/[\w\-./:*()~@+,;=]{0,200}$/

/** `part` is the ratioMetric. */
export function stampedIndicator(
  side: 'good' | 'bad',
  metric: Metric,
  total: Metric,
  part: Part,
  context: Context,
): RequestIndicator | undefined {
  const specs = at(part, side, 'metricSource', 'spec')
  const totalSpecs = at(part, 'total', 'metricSource', 'spec')
  const all = shaped(TOTAL, total.metricSource.spec, totalSpecs, context)
  const bad = side === 'bad' ? shaped(BAD, metric.metricSource.spec, specs, context) : undefined
  const good = side === 'good' ? shaped(GOOD, metric.metricSource.spec, specs, context) : undefined
  const given = good ?? bad
  if (!all || !given) return undefined
  const routes = toRoutes(given.requests, at(specs, 'requests'), context)
  if (JSON.stringify(given.requests) !== JSON.stringify(all.requests)) {
    const message = `${side} and total are of different requests`
    context.problems.add(
      'SLO_INDICATOR_INVALID',
      placeOf(at(totalSpecs, 'requests')),
      message,
      'give both the same',
    )
  }
  if (!good) return routes && { source: 'requests', routes, bad: { failed: true } }
  const seconds = toSeconds(good.within, at(specs, 'within'), context)
  return routes && seconds ? { source: 'requests', routes, bad: { slowerThanSeconds: seconds } } : undefined
}

function toRoutes(requests: unknown, part: Part, context: Context): 'all' | Route[] | undefined {
  if (requests === 'all') return 'all'
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > MOST_ROUTES) {
    const message = `requests is neither "all" nor a list of at most ${MOST_ROUTES} routes`
    const remedy = 'give all, or a list such as ["GET /orders", "/orders/:id"]'
    context.problems.add('SLO_FIELD_INVALID', placeOf(part), message, remedy)
    return undefined
  }
  const routes = requests.map((text, index) => toRoute(text, at(part, index), context))
  if (!routes.every((route) => route !== undefined)) return undefined
  const twice = routes.findIndex((route, index) =>
    routes.slice(0, index).some((other) => overlap(route, other)),
  )
  if (twice === -1) return routes
  const message = `${quoted(requests[twice])} counts requests that a route above counts already`
  context.problems.add('SLO_FIELD_INVALID', placeOf(at(part, twice)), message, 'leave it out')
  return undefined
}

function overlap(one: Route, other: Route): boolean {
  const anyMethod = one.method === undefined || other.method === undefined
  return one.route === other.route && (anyMethod || one.method === other.method)
}

function toRoute(text: unknown, part: Part, { problems }: Context): Route | undefined {
  const [first = '', ...rest] = String(text).split(' ')
  const [method, route] = rest.length === 0 ? [undefined, first] : [first, rest.join(' ')]
  if (ROUTE.test(route) && (method === undefined || METHODS.includes(method))) {
    return method === undefined ? { route } : { method, route }
  }
  const remedy = `write a path as the router names it, after ${METHODS.join(', ')} or no method`
  problems.add('SLO_FIELD_INVALID', placeOf(part), `${quoted(text)} is no route`, remedy)
  return undefined
}

function toSeconds(text: string, part: Part, { problems, lints }: Context): number | undefined {
  const [, count, unit] = /^(\d{1,6}(?:\.\d{1,6})?)(ms|s)$/.exec(text) ?? []
  const seconds = Number(((Number(count) || 0) / (unit === 'ms' ? 1_000 : 1)).toPrecision(9))
  if (seconds > 0) {
    const lint = boundLint(seconds, placeOf(part), true)
    if (lint) lints.push(lint)
    return seconds
  }
  const message = `within ${quoted(text)} is no length of time`
  problems.add('SLO_FIELD_INVALID', placeOf(part), message, 'write it as 300ms or 1s')
  return undefined
}
