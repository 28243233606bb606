// What a stamped service's /metrics looks like.
import { LABELS, METRICS } from '../../../conventions/index.ts'

const SERVICE = 'acme-orders'
const BOUNDS = ['0.1', '0.3', '1', '+Inf']

export interface Told {
  /** Requests answered within 100 ms; within 1 s, which is slow; with a 500. */
  readonly good?: number
  readonly slow?: number
  readonly failed?: number
  readonly version?: string
  readonly commit?: string
  readonly traceId?: string
  readonly service?: string
}

export function exposition({
  good = 0,
  slow = 0,
  failed = 0,
  version = '1.0.0',
  commit = 'abc1234',
  traceId,
  service = SERVICE,
}: Told): string {
  const own = `${LABELS.serviceName}="${service}",${LABELS.serviceVersion}="${version}",${LABELS.environment}="test"`
  const exemplar = traceId === undefined ? '' : ` # {trace_id="${traceId}"} 0.05 ${Date.now() / 1_000}`
  const of = (status: string, counts: readonly number[]) => {
    const labels = `${own},${LABELS.method}="GET",${LABELS.route}="/orders",${LABELS.status}="${status}"`
    return [
      ...BOUNDS.map(
        (bound, index) =>
          `${METRICS.httpServerRequestDuration}_bucket{${labels},le="${bound}"} ${counts[index]}${index === 0 ? exemplar : ''}`,
      ),
      `${METRICS.httpServerRequestDuration}_count{${labels}} ${counts.at(-1)}`,
    ]
  }
  return [
    `# TYPE ${METRICS.httpServerRequestDuration} histogram`,
    ...of('200', [good, good, good + slow, good + slow]),
    ...(failed > 0 ? of('500', [failed, failed, failed, failed]) : []),
    `${METRICS.buildInfo}{${own},${LABELS.commit}="${commit}"} 1`,
    `process_cpu_seconds_total{${own}} 12.5`,
    '# EOF',
    '',
  ].join('\n')
}
