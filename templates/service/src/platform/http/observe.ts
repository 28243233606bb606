// Owner: paved-road
// What a request leaves behind: a server span, one observation of the latency histogram and one log line, with the
// same trace id. Why it is our own: docs/adr/0003-lean-server-instrumentation.md.
// Attributes: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
import { randomUUID } from 'node:crypto'
import type { Attributes, Span } from '@opentelemetry/api'
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Middleware } from 'koa'
import { HEADERS, LABELS, METRICS } from '../conventions.ts'
import { requestLog } from '../logging.ts'
import { latencyHistogram } from '../metrics.ts'
import { redact, redactPath, redactQuery } from '../redaction.ts'
import { traceIds } from '../telemetry/ids.ts'
import type { Problem } from './problem.ts'

export type Fields = Record<string, string | number | boolean>

/** What travels with a request through the middleware, on Koa's `ctx.state`. */
export interface RequestState {
  requestId: string
  /** The route's template, `/orders/:id`, once one has matched. */
  route?: string
  problem?: Problem
  /** Business fields for the log line and the span; add to them with `annotate`. */
  fields: Record<string, unknown>
  span: Span
}

const METHODS = new Set('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT QUERY'.split(' '))
const REQUEST_ID = /^[\w.:-]{1,128}$/
/** Every path that no route takes is one series, however many paths there are. */
const UNMATCHED = 'unmatched'
/** What a proxy logs when the caller left before the answer was sent. */
const CLIENT_CLOSED_REQUEST = 499

const tracer = trace.getTracer('paved-road')
export const requestDuration = latencyHistogram(
  METRICS.httpServerRequestDuration,
  'Duration of HTTP requests, from their first byte read to their last byte written.',
  [LABELS.method, LABELS.route, LABELS.status],
)

export function observe(): Middleware<RequestState> {
  const carriers = propagation.fields()
  return function observe(ctx, next) {
    const started = performance.now()
    const { headers } = ctx.req
    const method = METHODS.has(ctx.method) ? ctx.method : '_OTHER'
    const caller = carriers.some((name) => name in headers)
      ? propagation.extract(ROOT_CONTEXT, headers)
      : ROOT_CONTEXT
    const attributes = requestAttributes(ctx, method)
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, caller)

    const given = headers[HEADERS.requestId]
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
    ctx.state = { requestId, fields: {}, span }
    ctx.res.setHeader(HEADERS.requestId, requestId)
    ctx.res.once('close', () => report(ctx, span, method, started))
    return context.with(trace.setSpan(caller, span), next)
  }
}

/** Adds business fields to the request's log line and span. Sensitive ones are replaced. */
export function annotate(ctx: { state: RequestState }, fields: Fields): void {
  const safe = redact(fields) as Attributes
  Object.assign(ctx.state.fields, safe)
  if (ctx.state.span.isRecording()) ctx.state.span.setAttributes(safe) // not once its caller has left
}

function requestAttributes(ctx: Context, method: string): Attributes {
  const { req } = ctx
  const { remoteAddress, remotePort } = req.socket
  const forwarded = req.headers['x-forwarded-for']
  const attributes: Attributes = {
    'http.request.method': method,
    'url.scheme': ctx.protocol,
    'url.path': redactPath(ctx.path),
    'server.address': ctx.hostname,
    'network.peer.address': remoteAddress,
    'network.peer.port': remotePort,
    'network.protocol.version': req.httpVersion,
    'client.address': typeof forwarded === 'string' ? forwarded.split(',', 1)[0] : remoteAddress,
  }
  if (req.socket.localPort) attributes['server.port'] = req.socket.localPort
  if (ctx.querystring) attributes['url.query'] = redactQuery(ctx.querystring)
  const agent = req.headers['user-agent']
  if (agent) attributes['user_agent.original'] = agent
  if (method === '_OTHER') attributes['http.request.method_original'] = ctx.method
  return attributes
}

/** Runs once the answer is sent or the connection is gone. */
function report(ctx: Context & { state: RequestState }, span: Span, method: string, started: number): void {
  const milliseconds = performance.now() - started
  const { route, problem, requestId, fields } = ctx.state
  const status = ctx.res.writableFinished ? ctx.res.statusCode : CLIENT_CLOSED_REQUEST

  const labels = { [LABELS.method]: method, [LABELS.route]: route ?? UNMATCHED, [LABELS.status]: status }
  requestDuration.observe(labels, milliseconds / 1000, span)

  span.setAttribute('http.response.status_code', status)
  if (route) span.updateName(`${method} ${route}`).setAttribute('http.route', route)
  if (status >= 500) {
    span.setAttribute('error.type', problem?.type.code ?? String(status))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()

  const duration_ms = Math.round(milliseconds * 1000) / 1000
  const what = { method, route: route ?? UNMATCHED, status, duration_ms }
  const who = { ...fields, ...traceIds(span), request_id: requestId }
  const line = { ...who, ...what, ...(problem && { code: problem.type.code }) }
  if (status >= 500) requestLog.error(line, 'request')
  else requestLog.info(line, 'request')
}
