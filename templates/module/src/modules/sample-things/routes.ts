// Owner: team-acme
import { Problem, problemType } from '../../platform/http/problem.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { PageQuery } from '../../platform/http/schemas.ts'
import { Entry, EntryId, EntryPage, NewEntry } from './schemas.ts'
import type { Service } from './service.ts'

const PATH = '/sample-things'
const CODE = 'SAMPLE_THING_NOT_FOUND'
const NOT_FOUND = problemType(CODE, 404, 'There is nothing with this id')

export const routes = (service: Service): Route[] => [
  route({
    method: 'post',
    path: PATH,
    operationId: 'createSampleThing',
    summary: 'Create one',
    body: NewEntry,
    answers: { 201: { description: 'Created; `location` says where it is', schema: Entry } },
    handle: async ({ body, annotate }) => {
      const created = await service.create(body)
      annotate({ sample_thing_id: created.id })
      return { status: 201, body: created, headers: { location: `${PATH}/${created.id}` } }
    },
  }),

  route({
    method: 'get',
    path: `${PATH}/:id`,
    operationId: 'getSampleThing',
    summary: 'Fetch one',
    params: EntryId,
    answers: { 200: { description: 'What was asked for', schema: Entry } },
    problems: [NOT_FOUND],
    handle: async ({ params, annotate }) => {
      annotate({ sample_thing_id: params.id })
      const found = await service.find(params.id)
      if (!found) throw new Problem(NOT_FOUND, `Check its id, or list them at ${PATH}.`)
      return { status: 200, body: found }
    },
  }),

  route({
    method: 'get',
    path: PATH,
    operationId: 'listSampleThings',
    summary: 'List them, newest first',
    query: PageQuery,
    answers: { 200: { description: 'A page of them', schema: EntryPage } },
    handle: async ({ query }) => ({ status: 200, body: await service.list(query.limit, query.cursor) }),
  }),
]
