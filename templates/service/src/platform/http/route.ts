// Owner: paved-road
// A route as data: the schemas that validate its input are the ones its OpenAPI description is made from.
import Router from '@koa/router'
import type { Middleware } from 'koa'
import type { z } from 'zod'
import { LABELS } from '../conventions.ts'
import { readJson } from './body.ts'
import { annotate, type Fields, type RequestState, requestDuration } from './observe.ts'
import type { InputFault, ProblemType } from './problem.ts'
import { INPUT_INVALID, METHOD_NOT_ALLOWED, Problem, problemsOf, ROUTE_NOT_FOUND } from './problem.ts'

type Shape = z.ZodType
type Maybe = Shape | undefined
type Output<S> = S extends z.ZodType ? z.output<S> : undefined

export interface Answer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** What a handler gets: validated input, and a way to put business fields on the log line and span. */
export interface Input<P, Q, B> {
  params: Output<P>
  query: Output<Q>
  body: Output<B>
  annotate: (fields: Fields) => void
}

export interface RouteDefinition<P, Q, B> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** In @koa/router's syntax: `/orders/:id`. */
  path: string
  operationId: string
  summary: string
  params?: P
  query?: Q
  body?: B
  /** Each status that a handler answers with, and the schema of its body. */
  answers: Record<number, { description: string; schema?: Shape }>
  /** Problems of this route's own, beside those that any route may answer with. */
  problems?: ProblemType[]
  handle(input: Input<P, Q, B>): Promise<Answer>
}

/** Any route: the types of its input matter to its handler alone. */
export type Route = RouteDefinition<Maybe, Maybe, Maybe>

export const route = <P extends Maybe = undefined, Q extends Maybe = undefined, B extends Maybe = undefined>(
  definition: RouteDefinition<P, Q, B>,
): Route => definition

/** A bounded context as the composition root sees it. */
export interface Module {
  name: string
  routes: Route[]
}

/** The middleware that takes a request to its route's handler: matched, validated, handled, answered. */
export function routes(modules: Module[], options: { bodyLimit: number }): Middleware<RequestState> {
  const router = new Router<RequestState>()
  for (const definition of modules.flatMap((module) => module.routes)) {
    expectSeries(definition)
    router[definition.method](definition.path, async (ctx) => {
      ctx.state.route = definition.path
      const answer = await definition.handle({
        params: definition.params && parse(definition.params, ctx.params, '/path'),
        query: definition.query && parse(definition.query, ctx.query, '/query'),
        body: definition.body && parse(definition.body, await readJson(ctx, options.bodyLimit), ''),
        annotate: (fields) => annotate(ctx, fields),
      })
      ctx.status = answer.status
      if (answer.headers) ctx.set(answer.headers)
      ctx.body = answer.body ?? null
    })
  }
  const dispatch = router.routes() as Middleware<RequestState>
  return (ctx) => dispatch(ctx, () => unmatched(ctx.matched ?? []))
}

/** Objectives read failures as well as successes, so each series is there, at zero, before its first request. */
function expectSeries(route: Route): void {
  const labels = { [LABELS.method]: route.method.toUpperCase(), [LABELS.route]: route.path }
  const statuses = [...Object.keys(route.answers), ...problemsOf(route).map(({ status }) => status)]
  for (const status of statuses) requestDuration.zero({ ...labels, [LABELS.status]: status })
}

function parse(schema: Shape, value: unknown, root: string): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map(
    ({ path, message }): InputFault => ({ pointer: [root, ...path.map(String)].join('/'), detail: message }),
  )
  const detail = errors.map((error) => `${error.pointer || '/'}: ${error.detail}`).join('; ')
  throw new Problem(INPUT_INVALID, detail, { errors })
}

/** No route took the request. `atPath` is what @koa/router found at its path, whatever the method. */
async function unmatched(atPath: { methods: string[] }[]): Promise<never> {
  if (atPath.length === 0) throw new Problem(ROUTE_NOT_FOUND, 'See /openapi.json for what there is.')
  const allow = [...new Set(atPath.flatMap(({ methods }) => methods))].join(', ')
  throw new Problem(METHOD_NOT_ALLOWED, `It takes ${allow}.`, { headers: { allow } })
}
