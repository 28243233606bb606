import { LABELS, METRICS } from '../../conventions/index.ts'
import { equal, matches, selector } from '../../slo/promql/build.ts'
import type { Subject } from '../queries.ts'
import type { Variable } from '../spec.ts'

const RELEASE = matches(LABELS.serviceVersion, '$version')
const ENVIRONMENT = matches(LABELS.environment, '$environment')

/** What the variables at the top leave over of the service. */
export const chosen = (service: string): Subject => ({ service, filters: [ENVIRONMENT, RELEASE] })
/** Releases are compared with one another, so none is left out. */
export const everyRelease = (service: string): Subject => ({ service, filters: [ENVIRONMENT] })

export function overviewVariables(service: string): Variable[] {
  const series = selector(METRICS.buildInfo, [equal(LABELS.serviceName, service)])
  return [
    {
      name: 'environment',
      label: 'Environment',
      description: 'Where the service runs.',
      series,
      of: LABELS.environment,
    },
    {
      name: 'version',
      label: 'Version',
      description: 'Which release: a canary is one of two.',
      series,
      of: LABELS.serviceVersion,
    },
  ]
}
