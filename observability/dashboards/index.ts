// Dashboards for Grafana, compiled from the model: for each service its objectives, for each stamped one an overview
// too, and one of all services.
import { CodedError } from '../cli/errors.ts'
import type { Artefact } from '../slo/artefact.ts'
import type { Service, SloModel } from '../slo/model/model.ts'
import { dashboardUid, FILES } from '../slo/names.ts'
import { fleet } from './fleet.ts'
import { objectives } from './objectives.ts'
import { overview } from './overview/index.ts'
import { renderBoard } from './render.ts'

export function dashboards({ services, slos }: SloModel): Artefact[] {
  assertOwnUids(services)
  return [
    ...services.flatMap((service) => {
      const own = slos.filter((slo) => slo.service === service.name)
      const promised = { path: FILES.objectives(service.name), text: renderBoard(objectives(service, own)) }
      if (!service.stamped) return [promised]
      return [{ path: FILES.overview(service.name), text: renderBoard(overview(service)) }, promised]
    }),
    { path: FILES.fleet, text: renderBoard(fleet()) },
  ]
}

/** Grafana cuts no uid, so long names are cut here, and two may become one: one board would replace the other. */
function assertOwnUids(services: readonly Service[]): void {
  const taken = new Map<string, string>()
  for (const { name, place } of services) {
    const uid = dashboardUid(name, 'objectives')
    const other = taken.get(uid)
    if (other === undefined) taken.set(uid, name)
    else {
      throw new CodedError('SLO_DASHBOARD_TAKEN', {
        place: `${place.file}:${place.line}`,
        message: `${name} and ${other} would share the dashboard ${uid}`,
        remedy: `let their names differ within the first ${uid.length - '-objectives'.length} characters`,
      })
    }
  }
}
