// Owner: paved-road
import type { Context } from 'koa'
import {
  BODY_MALFORMED,
  BODY_TOO_LARGE,
  MEDIA_TYPE_UNSUPPORTED,
  Problem,
  REQUEST_ABORTED,
} from './problem.ts'

/** The request's JSON body, inflated if need be; `limit` bytes at most, counted after inflation. */
export async function readJson(ctx: Context, limit: number): Promise<unknown> {
  if (!ctx.request.is('json', '+json')) {
    throw new Problem(MEDIA_TYPE_UNSUPPORTED, 'Send the body as content-type application/json.')
  }
  // Loaded with the first body and not before, so that the start does not wait for it.
  const { default: parse } = await import('co-body')
  try {
    return await parse.json(ctx.req, { limit, strict: true })
  } catch (error) {
    throw bodyProblem(error, limit)
  }
}

/** Errors of co-body and raw-body: https://github.com/stream-utils/raw-body#errors */
function bodyProblem(cause: unknown, limit: number): Problem {
  const { type, status } = cause as { type?: string; status?: number }
  if (type === 'entity.too.large')
    return new Problem(BODY_TOO_LARGE, `Send ${limit} bytes at most.`, { cause })
  if (type === 'request.aborted') return new Problem(REQUEST_ABORTED, 'Send it again.', { cause })
  if (status === 415)
    return new Problem(MEDIA_TYPE_UNSUPPORTED, 'Its charset or content-encoding is not known.', { cause })
  return new Problem(BODY_MALFORMED, 'Send one JSON object or array.', { cause })
}
