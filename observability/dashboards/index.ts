// Dashboards for Grafana, compiled from the model: for each service its objectives, for each stamped one an overview
// too, and one of all services.
import type { Artefact } from '../slo/artefact.ts'
import type { SloModel } from '../slo/model/model.ts'
import { FILES } from '../slo/names.ts'
import { fleet } from './fleet.ts'
import { objectives } from './objectives.ts'
import { overview } from './overview/index.ts'
import { renderBoard } from './render.ts'

export function dashboards({ services, slos }: SloModel): Artefact[] {
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
