// Owner: team-acme
// The public face of the context `sample-things`: other modules import this file and nothing else of it.
import type { Knex } from 'knex'
import type { Module } from '../../platform/http/route.ts'
import { repository } from './repository.ts'
import { routes } from './routes.ts'
import { service } from './service.ts'

export function sampleThings(db: Knex): Module {
  return { name: 'sample-things', routes: routes(service(repository(db))) }
}
