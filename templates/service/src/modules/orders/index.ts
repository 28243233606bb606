// Owner: team-acme
// The public face of the context `orders`: other modules import this file and nothing else of it.
import type { Knex } from 'knex'
import type { Module } from '../../platform/http/route.ts'
import { repository } from './repository.ts'
import { orderRoutes } from './routes.ts'
import { service } from './service.ts'

export const orders = (db: Knex): Module => ({ name: 'orders', routes: orderRoutes(service(repository(db))) })
