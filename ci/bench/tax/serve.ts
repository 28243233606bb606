// One arm of the tax benchmark as a process: the same Koa, router and handlers in each; only the telemetry that is
// put in front of them differs. Talks to the benchmark over its IPC channel.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { trace } from '@opentelemetry/api'
import Koa from 'koa'
import { find } from './arms.ts'

const { BENCH_ARM = '', DATABASE_URL } = process.env
const arm = find(BENCH_ARM)
if (!arm) throw new Error(`no such arm: ${BENCH_ARM}`)

const { middleware, measureDatabase } = await arm.telemetry()
const router = new Router()
router.get('/hello', (ctx) => {
  ctx.state.route = '/hello'
  ctx.body = { hello: 'world' }
})
if (DATABASE_URL) {
  const { default: knex } = await import('knex')
  const db = knex({ client: 'pg', connection: DATABASE_URL, pool: { min: 4, max: 4 } })
  measureDatabase?.(db)
  router.get('/items/:id', async (ctx) => {
    ctx.state.route = '/items/:id'
    ctx.body = await db('bench_items').where({ id: ctx.params.id }).first()
  })
}

const app = new Koa()
app.use(middleware)
app.use(router.routes())
const server = createServer(app.callback())
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')

interface Provider {
  forceFlush?: () => Promise<void>
  getDelegate?: () => Provider
}

/** Sends every ended span, so that what the export costs is inside the figure. */
async function flush(): Promise<void> {
  const provider = trace.getTracerProvider() as Provider
  await (provider.getDelegate?.() ?? provider).forceFlush?.()
}

process.on('message', async () => {
  await flush()
  process.send?.(process.cpuUsage())
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: (server.address() as AddressInfo).port })
