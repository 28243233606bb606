import { LABELS, METRICS } from '../../conventions/index.ts'
import type { Service } from '../../slo/model/model.ts'
import { PLATFORM_THRESHOLDS } from '../../slo/model/platform.ts'
import { equal, sum, sumBy } from '../../slo/promql/build.ts'
import { of, quantile, rate } from '../queries.ts'
import type { Row } from '../spec.ts'
import { chosen } from './subject.ts'

const BY = [LABELS.dbOperation, LABELS.dbCollection]
const OPERATION = `{{${LABELS.dbOperation}}} {{${LABELS.dbCollection}}}`
const DURATION = METRICS.dbClientOperationDuration

export function database({ name, tier }: Service): Row {
  const subject = chosen(name)
  const { slowQuerySeconds, poolWaiting } = PLATFORM_THRESHOLDS[tier]
  return {
    title: 'Database',
    panels: [
      {
        kind: 'timeseries',
        title: 'Queries by operation',
        description:
          'Queries per second, by operation and table. Many more than requests: a query in a loop.',
        unit: 'ops',
        queries: [{ expr: sumBy(BY, rate(of(subject, `${DURATION}_count`))), legend: OPERATION }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Query P99 by operation',
        description:
          '99 % of queries take less, waiting for a connection not counted. Above the dashed line a query counts as slow.',
        unit: 's',
        queries: [
          {
            expr: quantile(0.99, rate(of(subject, `${DURATION}_bucket`)), BY),
            legend: OPERATION,
            exemplars: true,
          },
        ],
        limits: [{ value: slowQuerySeconds, color: 'orange' }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Connection pool',
        description:
          'Connections in use, and how many there may be. Used at its maximum while the database is idle: connections are held too long.',
        unit: 'none',
        queries: [
          {
            expr: sum(of(subject, METRICS.dbPoolConnections, [equal(LABELS.poolState, 'used')])),
            legend: 'used',
          },
          { expr: sum(of(subject, METRICS.dbPoolMax)), legend: 'max' },
        ],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Waiting for a connection',
        description:
          'Requests that wait for a connection, by instance. Any that stay are latency that no query shows.',
        unit: 'none',
        queries: [{ expr: of(subject, METRICS.dbPoolPending), legend: '{{instance}}' }],
        limits: [{ value: poolWaiting, color: 'orange' }],
        min: 0,
      },
    ],
  }
}
