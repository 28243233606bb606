// The dashboard of a stamped service, in the order in which an on-call engineer asks.
import type { Service } from '../../slo/model/model.ts'
import { dashboardUid } from '../../slo/names.ts'
import { deploys } from '../deploys.ts'
import { fleetLink, objectivesLink } from '../links.ts'
import type { Board } from '../spec.ts'
import { database } from './database.ts'
import { dependencies } from './dependencies.ts'
import { now } from './now.ts'
import { requests } from './requests.ts'
import { saturation } from './saturation.ts'
import { everyRelease, overviewVariables } from './subject.ts'
import { telemetry } from './telemetry.ts'

export function overview(service: Service): Board {
  const { name, displayName } = service
  return {
    uid: dashboardUid(name, 'overview'),
    title: `${displayName}: overview`,
    description: `Requests, saturation, database, dependencies and telemetry of ${name}.`,
    tags: ['paved-road', 'overview', name],
    variables: overviewVariables(name),
    links: [objectivesLink(name), fleetLink()],
    annotations: [deploys(everyRelease(name), service.links)],
    rows: [
      ...now(name),
      requests(name),
      saturation(service),
      database(service),
      dependencies(service),
      telemetry(name),
    ],
  }
}
