import { LABELS, METRICS } from '../../conventions/index.ts'
import type { Service } from '../../slo/model/model.ts'
import { PLATFORM_THRESHOLDS } from '../../slo/model/platform.ts'
import { type Matcher, sumBy } from '../../slo/promql/build.ts'
import { of, quantile, rate, share } from '../queries.ts'
import type { Row } from '../spec.ts'
import { chosen } from './subject.ts'

const BY = [LABELS.serverAddress]
const ADDRESS = `{{${LABELS.serverAddress}}}`
const CALLS = METRICS.httpClientRequestDuration
const IN_ERROR: Matcher = { label: LABELS.errorType, op: '!=', value: '' }

/** The services that this one calls. */
export function dependencies({ name, tier }: Service): Row {
  const subject = chosen(name)
  const all = sumBy(BY, rate(of(subject, `${CALLS}_count`)))
  const failed = sumBy(BY, rate(of(subject, `${CALLS}_count`, [IN_ERROR])))
  return {
    title: 'Dependencies',
    panels: [
      {
        kind: 'timeseries',
        title: 'Calls by dependency',
        description:
          'Outgoing HTTP calls per second. None while requests come in: a breaker is open, or the feature is off.',
        unit: 'reqps',
        queries: [{ expr: all, legend: ADDRESS }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Failed calls by dependency',
        description:
          'Share of calls that ended in an error or an error status. Above the dashed line DependencyFailing fires.',
        unit: 'percentunit',
        queries: [{ expr: share(failed, all), legend: ADDRESS }],
        limits: [{ value: PLATFORM_THRESHOLDS[tier].dependencyErrors, color: 'orange' }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Call P99 by dependency',
        description: '99 % of calls take less. It is part of the latency of the routes that make them.',
        unit: 's',
        queries: [
          {
            expr: quantile(0.99, rate(of(subject, `${CALLS}_bucket`)), BY),
            legend: ADDRESS,
            exemplars: true,
          },
        ],
        min: 0,
      },
    ],
  }
}
