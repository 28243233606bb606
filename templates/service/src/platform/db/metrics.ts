// Owner: paved-road
// Time of each query and saturation of the pool.
// Names: https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
import { trace } from '@opentelemetry/api'
import type { Knex } from 'knex'
import type { Pool } from 'tarn'
import { LABELS, METRICS } from '../conventions.ts'
import { gauge, latencyHistogram } from '../metrics.ts'

const labelNames = [LABELS.dbOperation, LABELS.dbCollection]
const duration = latencyHistogram(METRICS.dbClientOperationDuration, 'Duration of queries.', labelNames)

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
    duration.observe(operationOf(sql), (performance.now() - started) / 1000, trace.getActiveSpan())
  }
  knex.on('query', ({ __knexQueryUid: id }) => running.set(id, performance.now()))
  knex.on('query-response', (_response, query) => done(query))
  knex.on('query-error', (_error, query) => done(query))
}

type Operation = Record<string, string>
const known = new Map<string, Operation>()
/** Statements are written in code, so they are few; where one is built from input, it cannot grow this for ever. */
const MOST_KNOWN = 1000

/** `insert into "orders" …` → operation `insert`, collection `orders`. */
export function operationOf(sql: string): Operation {
  const seen = known.get(sql)
  if (seen) return seen
  const [, verb = 'other'] = /^\W*([a-z]+)/i.exec(sql) ?? []
  const [, table = ''] = /\b(?:from|into|update|table)\s+(?:only\s+)?"?([a-z_][\w$.]*)/i.exec(sql) ?? []
  const operation = { [LABELS.dbOperation]: verb.toLowerCase(), [LABELS.dbCollection]: table }
  if (known.size < MOST_KNOWN) known.set(sql, operation)
  return operation
}
