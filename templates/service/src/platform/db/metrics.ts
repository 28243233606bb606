// Owner: paved-road
// Time of each query and saturation of the pool.
// Names: https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
import type { Knex } from 'knex'
import type { Pool } from 'tarn'
import { LABELS, METRICS } from '../conventions.ts'
import { gauge, latencyHistogram } from '../metrics.ts'
import { exemplar } from '../telemetry/ids.ts'
import { operationOf } from './operation.ts'

const duration = latencyHistogram(METRICS.dbClientOperationDuration, 'Duration of database operations.', [
  LABELS.dbOperation,
  LABELS.dbCollection,
])

export function measureDatabase(knex: Knex): void {
  timeQueries(knex)
  const pool = knex.client.pool as Pool<unknown>
  const byState = () => ({ used: pool.numUsed(), idle: pool.numFree() })
  gauge(METRICS.dbPoolConnections, 'Connections in the pool, by state.', byState, LABELS.poolState)
  gauge(METRICS.dbPoolMax, 'Most connections that the pool may hold.', () => knex.client.config.pool.max)
  gauge(METRICS.dbPoolPending, 'Requests waiting for a connection.', () => pool.numPendingAcquires())
}

function timeQueries(knex: Knex): void {
  const running = new Map<string, number>()
  const done = ({ __knexQueryUid: id, sql }: { __knexQueryUid: string; sql: string }) => {
    const started = running.get(id)
    if (started === undefined) return
    running.delete(id)
    duration.observe(operationOf(sql), (performance.now() - started) / 1000, exemplar())
  }
  knex.on('query', ({ __knexQueryUid: id }) => running.set(id, performance.now()))
  knex.on('query-response', (_response, query) => done(query))
  knex.on('query-error', (_error, query) => done(query))
}
