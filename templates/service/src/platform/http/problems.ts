// Owner: paved-road
// The one place where what was thrown becomes an answer.
import type { Middleware } from 'koa'
import { databaseProblem } from '../db/problems.ts'
import { log } from '../logging.ts'
import type { RequestState } from './observe.ts'
import { INTERNAL, Problem } from './problem.ts'

/** Answers whatever is thrown further in as problem+json. What is our fault is logged whole, and told not at all. */
export function problems(): Middleware<RequestState> {
  return async function problems(ctx, next) {
    try {
      await next()
    } catch (error) {
      const known = error instanceof Problem ? error : databaseProblem(error)
      const problem = known ?? new Problem(INTERNAL, 'It is logged under this request id.', { cause: error })
      ctx.status = problem.type.status
      ctx.set(problem.headers)
      ctx.body = problemBody(problem, ctx.state.requestId)
      ctx.type = 'application/problem+json'
      ctx.state.problem = problem
      if (problem.type.status >= 500) {
        log.error({ err: problem.cause ?? problem, request_id: ctx.state.requestId }, 'request failed')
      }
    }
  }
}

export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { code, status, title } = problem.type
  const { message: detail, errors } = problem
  const type = `urn:acme-api:problem:${code.toLowerCase().replaceAll('_', '-')}`
  return { type, title, status, code, detail, request_id: requestId, ...(errors && { errors }) }
}
