// The dashboard of a service's objectives.
import type { Service, Slo } from '../slo/model/model.ts'
import { dashboardUid } from '../slo/names.ts'
import { equal } from '../slo/promql/build.ts'
import { firingTable } from './alerts.ts'
import { deploys } from './deploys.ts'
import { fleetLink, overviewLink } from './links.ts'
import { objective } from './objective.ts'
import type { Board } from './spec.ts'

export function objectives(service: Service, slos: readonly Slo[]): Board {
  const { name, displayName, stamped } = service
  return {
    uid: dashboardUid(name, 'objectives'),
    title: `${displayName}: objectives`,
    description: `What ${name} promises, how much of its error budgets is left and how fast they go.`,
    tags: ['paved-road', 'objectives', name],
    variables: [],
    links: [...(stamped ? [overviewLink(name)] : []), fleetLink()],
    annotations: stamped ? [deploys({ service: name, filters: [] }, service.links)] : [],
    rows: [
      ...slos.map((slo) => objective(slo, service)),
      { title: 'Alerts', panels: [firingTable([equal('service', name)])] },
    ],
  }
}
