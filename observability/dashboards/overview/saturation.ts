import { METRICS } from '../../conventions/index.ts'
import type { Service } from '../../slo/model/model.ts'
import { PLATFORM_THRESHOLDS } from '../../slo/model/platform.ts'
import { of, rate } from '../queries.ts'
import { GC_DURATION, HEAP_USED, PROCESS_CPU, PROCESS_MEMORY } from '../runtime.ts'
import type { Row } from '../spec.ts'
import { chosen } from './subject.ts'

/** `job` and `instance` are what Prometheus itself calls a scraped process. */
const INSTANCE = '{{instance}}'

/** How full each instance is; the dashed lines are where this service's alerts begin. */
export function saturation({ name, tier }: Service): Row {
  const subject = chosen(name)
  return {
    title: 'Saturation',
    panels: [
      {
        kind: 'timeseries',
        title: 'CPU',
        description: 'Cores used by each instance. JavaScript runs on one: near 100 % it is the limit.',
        unit: 'percentunit',
        queries: [{ expr: rate(of(subject, PROCESS_CPU)), legend: INSTANCE }],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Memory',
        description:
          'Resident memory and JavaScript heap of each instance. A heap that only rises is a leak.',
        unit: 'bytes',
        queries: [
          { expr: of(subject, PROCESS_MEMORY), legend: `${INSTANCE} resident` },
          { expr: of(subject, HEAP_USED), legend: `${INSTANCE} heap` },
        ],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Garbage collection',
        description: 'Share of time each instance stood still to collect garbage, by kind of collection.',
        unit: 'percentunit',
        queries: [
          {
            expr: `sum by (instance, kind) (${rate(of(subject, `${GC_DURATION}_sum`))})`,
            legend: `${INSTANCE} {{kind}}`,
          },
        ],
        min: 0,
      },
      {
        kind: 'timeseries',
        title: 'Event loop busy',
        description: 'Share of time spent in JavaScript. Near 100 % every request queues behind every other.',
        unit: 'percentunit',
        queries: [{ expr: of(subject, METRICS.eventLoopUtilization), legend: INSTANCE }],
        limits: [{ value: PLATFORM_THRESHOLDS[tier].eventLoopBusy, color: 'orange' }],
        min: 0,
        max: 1,
      },
      {
        kind: 'timeseries',
        title: 'Event loop lag, P99',
        description:
          'How much later than due a timer runs. High while CPU is low: something blocks, such as synchronous I/O.',
        unit: 's',
        queries: [{ expr: of(subject, METRICS.eventLoopDelay), legend: INSTANCE }],
        min: 0,
      },
    ],
  }
}
