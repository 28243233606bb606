// The JSON API. Nanosecond times and other 64-bit integers are decimal strings, as in OTLP's JSON.
import type { Resource, Span } from './model.ts'
import type { Store } from './store/index.ts'
import type { Trace } from './store/traces.ts'
import { timeRange } from './time-range.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

const MAX_LIMIT = 1_000

/** Characters of the texts in one answer. Escaped, each may take six, and a string of V8 holds 2^29. */
const MAX_ANSWER = 32 * 1024 ** 2

export function answerApi({ pathname, searchParams }: URL, store: Store): Answer {
  const service = searchParams.get('service') ?? undefined
  const limit = limitOf(searchParams.get('limit'))
  if (limit === undefined)
    return problem(400, 'LIMIT_INVALID', `limit must be a whole number from 1 to ${MAX_LIMIT}`)
  if (pathname === '/api/services') return ok({ services: store.traces.services() })
  if (pathname === '/api/traces') return ok({ traces: store.traces.list({ service, limit }).map(summary) })
  if (pathname === '/api/logs') {
    const traceId = searchParams.get('trace_id') ?? undefined
    return ok({ logs: store.logs.list({ traceId, limit }) })
  }
  if (pathname === '/api/metrics') return ok({ metrics: store.metrics.list({ service }) })
  const traceId = /^\/api\/traces\/([0-9a-f]{32})$/.exec(pathname)?.[1]
  if (traceId === undefined) return problem(404, 'PAGE_UNKNOWN', 'no such page')
  const trace = store.traces.get(traceId)
  return trace
    ? ok(whole(trace))
    : problem(
        404,
        'TRACE_NOT_HELD',
        `trace ${traceId} is not held: it never came, or made room for newer ones`,
      )
}

/** Undefined where it would be longer than the console can give in one piece. */
export function toJson(body: unknown): string | undefined {
  let size = 0
  const tooLong = new RangeError()
  const count = (key: string, value: unknown) => {
    size += key.length + (typeof value === 'string' ? value.length : 1)
    if (size > MAX_ANSWER) throw tooLong
    return typeof value === 'bigint' ? String(value) : value
  }
  try {
    return JSON.stringify(body, count)
  } catch (error) {
    if (error === tooLong) return undefined
    throw error
  }
}

export function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { status, code, detail } }
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}

function limitOf(given: string | null): number | undefined {
  if (given === null) return 100
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0
  return limit >= 1 && limit <= MAX_LIMIT ? limit : undefined
}

/** A resource is given once; its spans name it by its place in the list. */
function whole({ spans, ...trace }: Trace) {
  const resources: Resource[] = []
  // Each export brings its own object, equal to those before it.
  const places = new Map<Resource | string, number>()
  const placeOf = (resource: Resource) => {
    const known = places.get(resource)
    if (known !== undefined) return known
    const content = toJson(resource) ?? resource
    const place = places.get(content) ?? resources.push(resource) - 1
    places.set(resource, place).set(content, place)
    return place
  }
  const placed = spans.map((span) => ({ ...span, resource: placeOf(span.resource) }))
  return { ...trace, resources, spans: placed }
}

function summary({ traceId, spans, dropped }: Trace) {
  const root = rootOf(spans)
  const { startNs, endNs } = timeRange(spans)
  return {
    traceId,
    name: root.name,
    service: root.resource.service,
    services: [...new Set(spans.map(({ resource }) => resource.service))],
    startNs,
    durationNs: endNs - startNs,
    spans: spans.length,
    errors: spans.filter(({ status }) => status === 'error').length,
    dropped,
  }
}

/** The span without a parent, else the earliest. A held trace has at least one span. */
function rootOf(spans: readonly Span[]): Span {
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined)
  return root ?? spans.reduce((first, span) => (span.startNs < first.startNs ? span : first))
}
