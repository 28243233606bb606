// One arm of the tax benchmark as a process: the same Koa, router and handlers in each; only the telemetry that is
// put in front of them differs. Talks to the benchmark over its IPC channel.
import type { AddressInfo } from 'node:net'
import Router from '@koa/router'
import { trace } from '@opentelemetry/api'
import Koa from 'koa'
import { find } from './arms.ts'

const arm = find(process.env.BENCH_ARM ?? '')
if (!arm) throw new Error(`no such arm: ${process.env.BENCH_ARM}`)
const app = new Koa()
for (const middleware of await arm.middleware()) app.use(middleware)

const router = new Router()
router.get('/hello', (ctx) => {
  ctx.state.route = '/hello'
  ctx.body = { hello: 'world' }
})
if (process.env.DATABASE_URL) {
  const { knex } = await import('knex')
  const db = knex({ client: 'pg', connection: process.env.DATABASE_URL, pool: { min: 4, max: 4 } })
  router.get('/items/:id', async (ctx) => {
    ctx.state.route = '/items/:id'
    ctx.body = await db('bench_items').where({ id: ctx.params.id }).first()
  })
}
app.use(router.routes())

const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
server.keepAliveTimeout = 120_000

interface Flushable {
  forceFlush?: () => Promise<void>
}

/** Sends every ended span, so that what export costs is inside the figure. */
async function flush(): Promise<void> {
  const provider = trace.getTracerProvider() as Flushable & { getDelegate?: () => Flushable }
  await (provider.getDelegate?.() ?? provider).forceFlush?.()
}

process.on('message', async (message) => {
  if (message === 'stop') process.exit(0)
  if (message === 'flush') await flush()
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() })
})
process.on('disconnect', () => process.exit(0))
