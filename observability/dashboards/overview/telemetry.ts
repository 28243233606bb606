import { LABELS, METRICS } from '../../conventions/index.ts'
import { sum } from '../../slo/promql/build.ts'
import { of, rate } from '../queries.ts'
import type { Row } from '../spec.ts'
import { chosen, everyRelease } from './subject.ts'

/** Whether what the other panels show can be believed. */
export function telemetry(service: string): Row {
  const subject = chosen(service)
  return {
    title: 'Telemetry',
    panels: [
      {
        kind: 'timeseries',
        title: 'Instances by release',
        description:
          'Instances that are scraped, by version and commit: how far a deploy has got. A gap is missing telemetry.',
        unit: 'none',
        queries: [
          {
            expr: `count by (${LABELS.serviceVersion}, ${LABELS.commit}) (${of(everyRelease(service), METRICS.buildInfo)})`,
            legend: `{{${LABELS.serviceVersion}}} {{${LABELS.commit}}}`,
          },
        ],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Log lines dropped',
        description:
          'Log lines per second thrown away because their reader was too slow. What the logs say is then incomplete.',
        unit: 'cps',
        queries: [{ expr: sum(rate(of(subject, METRICS.logLinesDropped))), legend: 'dropped' }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Telemetry errors',
        description:
          'Batches per second that could not be exported, and other errors of the SDK. Traces are then missing; requests are not affected.',
        unit: 'cps',
        queries: [{ expr: sum(rate(of(subject, METRICS.otelSdkErrors))), legend: 'errors' }],
        min: 0,
      },
    ],
  }
}
