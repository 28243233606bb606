// Owner: paved-road
import type { Middleware } from 'koa'
import { BODY_TIMEOUT, Problem, REQUEST_TIMEOUT } from './problem.ts'

/** Answers a request that is not done within `milliseconds`. What it had under way ends by its own limits. */
export function timeLimit(milliseconds: number): Middleware {
  return async function timeLimit(ctx, next) {
    const { promise: expired, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const detail = `It took more than ${milliseconds} ms.`
      // A caller that does not finish sending is no failure of ours, and must not count as one.
      if (!ctx.req.complete) reject(new Problem(BODY_TIMEOUT, detail, { headers: { connection: 'close' } }))
      else reject(new Problem(REQUEST_TIMEOUT, detail, { headers: { 'retry-after': '1' } }))
    }, milliseconds)
    try {
      await Promise.race([next(), expired])
    } finally {
      clearTimeout(timer)
    }
  }
}
