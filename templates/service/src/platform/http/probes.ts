// Owner: paved-road
// The platform's own questions: alive, ready, measured. Neither traced nor counted, so that they are in no objective.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Middleware } from 'koa'
import { log } from '../logging.ts'
import { renderMetrics } from '../metrics.ts'

/** Named checks that must all pass for the service to take traffic. */
export type ReadyChecks = Record<string, () => Promise<void>>

/** Longest a check may take: shorter than the timeout that an orchestrator gives a probe. */
const CHECK_MS = 900

export function probes(checks: ReadyChecks): Middleware {
  return async function probes(ctx, next) {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === '/livez') ctx.body = { status: 'alive' }
    else if (ctx.path === '/readyz') {
      const failed = await failedChecks(checks)
      ctx.status = failed.length === 0 ? 200 : 503
      ctx.body = failed.length === 0 ? { status: 'ready' } : { status: 'not ready', failed }
    } else if (ctx.path === '/metrics') {
      const { type, text } = await renderMetrics(ctx.get('accept'))
      ctx.set('content-type', type)
      ctx.body = text
    } else return next()
  }
}

async function failedChecks(checks: ReadyChecks): Promise<string[]> {
  const late = sleep(CHECK_MS, `no answer within ${CHECK_MS} ms`, { ref: false })
  const results = Object.entries(checks).map(async ([check, ask]) => {
    const reason = await Promise.race([ask().then(() => undefined, String), late])
    if (reason !== undefined) log.warn({ check, reason }, 'not ready')
    return reason === undefined ? [] : [check]
  })
  return (await Promise.all(results)).flat()
}
