// Owner: paved-road
// The API's description, OpenAPI 3.1, made from the schemas that validate its input.
import { z } from 'zod'
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { identity } from '../identity.ts'
import { type ProblemType, problemsOf } from './problem.ts'
import { type Module, type Route, route } from './route.ts'

const API = 'acme-api'

const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable: branch on this.' }),
    detail: z.string().meta({ description: 'For a person to read.' }),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' })

/** The route that serves the description of `modules`. The document is made once, when first asked for. */
export function openapi(modules: Module[]): Module {
  let document: object | undefined
  return {
    name: 'openapi',
    routes: [
      route({
        method: 'get',
        path: '/openapi.json',
        operationId: 'getOpenApi',
        summary: 'This API, described',
        answers: { 200: { description: 'OpenAPI 3.1' } },
        handle: async () => {
          document ??= await describeApi(modules)
          return { status: 200, body: document }
        },
      }),
    ],
  }
}

export async function describeApi(modules: Module[]): Promise<object> {
  const { createDocument } = await import('zod-openapi') // not needed to start, so not loaded then
  const paths: ZodOpenApiPathsObject = {}
  for (const { name, routes } of modules) {
    for (const definition of routes) {
      const path = definition.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [definition.method]: operation(name, definition) }
    }
  }
  return createDocument({ openapi: '3.1.0', info: { title: API, version: identity.version }, paths })
}

function operation(tag: string, definition: Route) {
  const { operationId, summary, params, query, body } = definition
  return {
    operationId,
    summary,
    tags: [tag],
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responses(definition),
  }
}

function responses(route: Route): ZodOpenApiResponsesObject {
  const described: ZodOpenApiResponsesObject = {}
  for (const [status, types] of Object.entries(Object.groupBy(problemsOf(route), ({ status }) => status))) {
    described[status as '400'] = problemResponse(types ?? [])
  }
  for (const [status, { description, schema }] of Object.entries(route.answers)) {
    const content = schema && { 'application/json': { schema } }
    described[status as '200'] = { description, ...(content && { content }) }
  }
  return described
}

const problemResponse = (types: ProblemType[]) => ({
  description: types.map(({ code, title }) => `\`${code}\`: ${title}`).join('. '),
  content: { 'application/problem+json': { schema: ProblemBody } },
})
