import { LABELS, METRICS } from '../conventions/index.ts'
import type { Links } from '../slo/model/model.ts'
import { commitUrl } from '../slo/names.ts'
import { ago, call, group, infix, over } from '../slo/promql/build.ts'
import { of, type Subject } from './queries.ts'
import type { Annotation } from './spec.ts'

/** A release that had not been seen for a quarter of an hour: a restart is no deploy, a roll-back is one. Its text leads to the commit. */
export function deploys(subject: Subject, { repository }: Links): Annotation {
  const commit = `{{${LABELS.commit}}}`
  const builds = of(subject, METRICS.buildInfo)
  const count = (series: string) => `count by (${LABELS.serviceVersion}, ${LABELS.commit}) ${group(series)}`
  return {
    name: 'Deploys',
    expr: infix('unless', [
      count(builds),
      count(call('last_over_time', ago(over(builds, '15m'), '$__interval'))),
    ]),
    title: `Deploy of {{${LABELS.serviceVersion}}}`,
    // Grafana lets a link through here, and nothing that runs.
    text: repository ? `<a href="${commitUrl(repository, commit)}">commit ${commit}</a>` : `commit ${commit}`,
  }
}
