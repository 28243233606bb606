// Owner: paved-road
import type { Middleware } from 'koa'
import { Problem, REQUEST_TIMEOUT } from './problem.ts'

/** Answers 503 for a request that is not done within `milliseconds`. What it had under way ends by its own limits. */
export function timeLimit(milliseconds: number): Middleware {
  return async function timeLimit(_ctx, next) {
    let timer: NodeJS.Timeout | undefined
    const expired = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new Problem(REQUEST_TIMEOUT, `It took more than ${milliseconds} ms.`, {
            headers: { 'retry-after': '1' },
          }),
        )
      }, milliseconds)
    })
    try {
      await Promise.race([next(), expired])
    } finally {
      clearTimeout(timer)
    }
  }
}
