// Owner: team-acme
// Started by `npm start`, which loads platform/start.mjs first: telemetry must be there before what it instruments.
import Koa from 'koa'
import { config } from './config.ts'
import { orders } from './modules/orders/index.ts'
import { openDatabase } from './platform/db/database.ts'
import { measureCalls } from './platform/http/calls.ts'
import { observe } from './platform/http/observe.ts'
import { openapi } from './platform/http/openapi.ts'
import { probes } from './platform/http/probes.ts'
import { problems } from './platform/http/problems.ts'
import { type Module, routes } from './platform/http/route.ts'
import { listen } from './platform/http/server.ts'
import { timeLimit } from './platform/http/time-limit.ts'
import { endWithGrace, staying } from './platform/lifecycle.ts'
import { log } from './platform/logging.ts'
import { measureRuntime } from './platform/metrics.ts'
import { assertTelemetry } from './platform/telemetry/self-check.ts'

assertTelemetry()
measureRuntime()
measureCalls()
const database = await openDatabase(config)

// The bounded contexts of this service, each with what it may touch.
const modules: Module[] = [orders(database.knex)]

// The way of a request, from the outside in:
const app = new Koa()
// 1. The platform's own questions, /livez, /readyz and /metrics, end here, unseen by all that follows.
app.use(probes({ staying, database: database.ping }))
// 2. What it leaves behind: a server span, RED metrics and one log line, with the same trace id.
app.use(observe())
// 3. Whatever is thrown below becomes problem+json with a stable code.
app.use(problems())
// 4. No request takes longer than this.
app.use(timeLimit(config.REQUEST_TIMEOUT_MS))
// 5. Matched to a route, validated by its schemas, then its module's own: routes, service, repository, PostgreSQL.
app.use(routes([...modules, openapi(modules)], { bodyLimit: config.BODY_LIMIT_BYTES }))

const server = await listen(app, { host: config.HOST, port: config.PORT })
endWithGrace(config, server, database.close)
log.info({ url: server.url }, 'listening')
