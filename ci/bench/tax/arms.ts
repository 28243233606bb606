// The arms: what telemetry stands in front of the handlers, and how each process is started. All of them give each
// request an id and send it back, as the service does, so that the answers are alike.
import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import type { Context, Middleware } from 'koa'

export interface Telemetry {
  middleware: Middleware
  measureDatabase?: (knex: Knex) => void
}

export interface Arm {
  name: string
  about: string
  telemetry: () => Promise<Telemetry>
  /** Modules loaded before everything else. */
  imports?: string[]
  env?: Record<string, string>
  /** Server spans that must arrive for each request. */
  spansPerRequest: 0 | 1
}

export const arms: Arm[] = [
  {
    name: 'bare',
    about: 'Koa and @koa/router, no telemetry',
    telemetry: bare,
    spansPerRequest: 0,
  },
  {
    name: 'service',
    about: "the stamped service's telemetry: trace, histogram with exemplar, log line",
    telemetry: service,
    spansPerRequest: 1,
  },
  {
    name: 'stock',
    about: '@opentelemetry/auto-instrumentations-node as documented, pino, prom-client',
    telemetry: common,
    imports: ['./stock.ts'],
    spansPerRequest: 1,
  },
]

/** Where the service's share goes: each arm adds one layer to the one before; the last is `service` itself. */
export const layers: Arm[] = [
  {
    name: 'service: metrics',
    about: 'histogram only: SDK disabled, log line below the level',
    telemetry: service,
    env: { OTEL_SDK_DISABLED: 'true', LOG_LEVEL: 'fatal' },
    spansPerRequest: 0,
  },
  {
    name: 'service: + log line',
    about: 'histogram and log line',
    telemetry: service,
    env: { OTEL_SDK_DISABLED: 'true' },
    spansPerRequest: 0,
  },
  {
    name: 'service: + context',
    about: 'and a span that is not sampled: ids, propagation, context',
    telemetry: service,
    env: { OTEL_TRACES_SAMPLER: 'always_off' },
    spansPerRequest: 0,
  },
  {
    name: 'service: + recorded span',
    about: 'and the span recorded and batched, but dropped where it would be exported',
    telemetry: service,
    imports: ['./no-export.ts'],
    spansPerRequest: 0,
  },
]

/** Stock with less switched on, for those who tune it. */
export const tuned: Arm[] = [
  {
    name: 'stock, used libraries',
    about: 'stock, but only http, koa, router, pg and pino are instrumented',
    telemetry: common,
    imports: ['./stock.ts'],
    env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,koa,router,pg,pino' },
    spansPerRequest: 1,
  },
  {
    name: 'stock, no Koa spans',
    about: 'stock, but only http, pg and pino: one server span a request, without its route',
    telemetry: common,
    imports: ['./stock.ts'],
    env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,pg,pino' },
    spansPerRequest: 1,
  },
]

export const find = (name: string): Arm | undefined =>
  [...arms, ...layers, ...tuned].find((arm) => arm.name === name)

function requestId(ctx: Context): string {
  const given = ctx.req.headers['x-request-id']
  const id = typeof given === 'string' ? given : randomUUID()
  ctx.res.setHeader('x-request-id', id)
  return id
}

async function bare(): Promise<Telemetry> {
  const identify: Middleware = (ctx, next) => {
    requestId(ctx)
    return next()
  }
  return { middleware: identify }
}

/** The template's real modules. */
async function service(): Promise<Telemetry> {
  const platform = '../../../templates/service/src/platform'
  await import(`${platform}/telemetry/instrument.ts`)
  const { observe } = await import(`${platform}/http/observe.ts`)
  const { measureDatabase } = await import(`${platform}/db/metrics.ts`)
  return { middleware: observe(), measureDatabase }
}

/** A request line with pino and a duration histogram with prom-client, the way most services write them. */
async function common(): Promise<Telemetry> {
  const { pino } = await import('pino')
  const { Histogram } = await import('prom-client')
  const log = pino({
    base: { service: 'bench', version: '0.1.0', commit: 'unknown', environment: 'production' },
  })
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10],
  })
  const observe: Middleware = async (ctx, next) => {
    const started = performance.now()
    const request_id = requestId(ctx)
    try {
      await next()
    } finally {
      const milliseconds = performance.now() - started
      const { method, status } = ctx
      const { route } = ctx.state
      duration.observe(
        { http_request_method: method, http_route: route, http_response_status_code: status },
        milliseconds / 1000,
      )
      log.info({ request_id, method, route, status, duration_ms: milliseconds }, 'request')
    }
  }
  return { middleware: observe }
}
