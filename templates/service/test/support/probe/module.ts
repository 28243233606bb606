// Owner: paved-road
// A small bounded context of the platform tests' own: what the platform promises is shown on it, so that the tests
// need no module of yours.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { z } from 'zod'
import { type Module, type Route, route } from '../../../src/platform/http/route.ts'
import { PageQuery, page, text, toPage } from '../../../src/platform/http/schemas.ts'

/** Longer than a caller of `/probes/late` waits. */
const LATE_MS = 300

const Part = z.object({ label: text(64), count: z.int().min(1).max(1_000) })
const NewProbe = z.object({
  contact: z.object({ name: text(200), email: z.email() }),
  parts: z.array(Part).min(1),
})
const Probe = NewProbe.extend({ id: z.uuid() })

interface Row extends z.infer<typeof Probe> {
  position: string
}

export const probe = (db: Knex): Module => ({ name: 'probe', routes: probeRoutes(db) })

const probeRoutes = (db: Knex): Route[] => [
  route({
    method: 'post',
    path: '/probes',
    operationId: 'createProbe',
    summary: 'Writes in a transaction',
    body: NewProbe,
    answers: { 201: { description: 'Written', schema: Probe } },
    handle: async ({ body, annotate }) => {
      const created = { id: randomUUID(), ...body }
      await db.transaction((trx) => trx('probes').insert({ ...created, parts: JSON.stringify(body.parts) }))
      annotate({ probe_id: created.id, probe_parts: body.parts.length })
      return { status: 201, body: created, headers: { location: `/probes/${created.id}` } }
    },
  }),

  route({
    method: 'get',
    path: '/probes/late',
    operationId: 'annotateLate',
    summary: 'Goes on when its caller has left',
    answers: { 204: { description: 'Done' } },
    handle: async ({ annotate }) => {
      annotate({ early: true })
      await sleep(LATE_MS)
      annotate({ late: true })
      return { status: 204 }
    },
  }),

  route({
    method: 'get',
    path: '/probes/:id',
    operationId: 'getProbe',
    summary: 'Reads by a validated parameter',
    params: z.object({ id: z.uuid() }),
    answers: { 200: { description: 'What was written', schema: Probe } },
    handle: async ({ params }) => {
      const found = await db<Row>('probes').where(params).first('id', 'contact', 'parts')
      return { status: 200, body: found }
    },
  }),

  route({
    method: 'get',
    path: '/probes',
    operationId: 'listProbes',
    summary: 'Reads by a validated query',
    query: PageQuery,
    answers: { 200: { description: 'A page', schema: page(z.object({ id: z.uuid() })) } },
    handle: async ({ query: { limit } }) => {
      const rows = await db<Row>('probes')
        .orderBy('position', 'desc')
        .limit(limit + 1)
      const body = toPage(
        rows,
        limit,
        ({ position }) => position,
        ({ id }) => ({ id }),
      )
      return { status: 200, body }
    },
  }),
]
