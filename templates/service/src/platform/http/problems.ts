// Owner: paved-road
// The one place where what was thrown becomes an answer.
import type { Middleware } from 'koa'
import { databaseProblem } from '../db/problems.ts'
import { log } from '../logging.ts'
import type { RequestState } from './observe.ts'
import {
  BODY_MALFORMED,
  BODY_TOO_LARGE,
  INPUT_INVALID,
  INTERNAL,
  MEDIA_TYPE_UNSUPPORTED,
  Problem,
  type ProblemType,
  REQUEST_ABORTED,
} from './problem.ts'

/** Answers whatever is thrown further in as problem+json. What is our fault is logged whole, and told not at all. */
export function problems(): Middleware<RequestState> {
  return async function problems(ctx, next) {
    try {
      await next()
    } catch (error) {
      const problem = asProblem(error)
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
  return {
    type: `urn:acme-api:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    code,
    detail: problem.message,
    request_id: requestId,
    ...(problem.errors ? { errors: problem.errors } : {}),
  }
}

/** Errors that Koa's and Node's own code throw carry a status; only those that are the caller's fault are kept. */
const CLIENT_FAULTS: Record<number, ProblemType> = {
  400: INPUT_INVALID,
  413: BODY_TOO_LARGE,
  415: MEDIA_TYPE_UNSUPPORTED,
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const ofDatabase = databaseProblem(error)
  if (ofDatabase) return ofDatabase
  const { status = 500, type, code } = error as { status?: number; type?: string; code?: string }
  if (error instanceof SyntaxError && status === 400)
    return new Problem(BODY_MALFORMED, 'Send a JSON object.', { cause: error })
  if (type === 'request.aborted' || code === 'ECONNRESET')
    return new Problem(REQUEST_ABORTED, 'Send it again.', { cause: error })
  const known = CLIENT_FAULTS[status]
  if (known) return new Problem(known, known.title, { cause: error })
  return new Problem(INTERNAL, 'It is logged under this request id.', { cause: error })
}
