// Loaded into a version that is to be bad, before the service: what it does badly, it does from inside, so that the service
// itself measures it. REHEARSED_FAULT is `kind:size`.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

type Middleware = (context: unknown, next: () => Promise<void>) => Promise<void>

const [kind, size] = (process.env.REHEARSED_FAULT ?? '').split(':')
const amount = Number(size)
const held: Buffer[] = []

const FAULTS: Readonly<Record<string, Middleware>> = {
  /** That share of requests fails. */
  errors: async (_, next) => {
    if (Math.random() < amount) throw new Error('rehearsed failure')
    await next()
  },
  /** That share of requests takes a second longer. */
  latency: async (_, next) => {
    if (Math.random() < amount) await sleep(1_000)
    await next()
  },
  /** Each request leaves so many kilobytes behind. */
  leak: async (_, next) => {
    held.push(Buffer.alloc(amount * 1024, held.length))
    await next()
  },
  /** The process ends after so many seconds. */
  crash: async (_, next) => next(),
}
if (kind === 'crash') setTimeout(() => process.exit(1), amount * 1000)

const fault = FAULTS[kind ?? '']
if (!fault) throw new Error(`REHEARSED_FAULT is none of ${Object.keys(FAULTS).join(', ')}`)

interface Application {
  readonly prototype: { middleware: Middleware[]; callback: () => unknown }
}

// Between the platform's middleware, which measures, and the routes, which come last.
const koa = createRequire(`${process.cwd()}/`)('koa') as Application
const { callback } = koa.prototype
koa.prototype.callback = function rehearsed(this: Application['prototype']) {
  this.middleware.splice(-1, 0, fault)
  return callback.call(this)
}
