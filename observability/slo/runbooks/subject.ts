import { ALERTS, type AlertKind, burnAlert } from '../alerts.ts'
import type { Service, Slo, SloModel } from '../model/model.ts'
import type { Tier } from '../model/tiers.ts'

/** What one page is about: an alert of a service, and where the alert is of objectives, those that can raise it. */
export interface Subject {
  readonly service: Service
  readonly kind: AlertKind
  readonly objectives: readonly Objective[]
}

export interface Objective {
  readonly slo: Slo
  /** Those of its tiers that raise this alert. */
  readonly tiers: readonly Tier[]
}

/** Every alert that the model's rules can raise, and no other: each has a page, and each page an alert. */
export function subjectsOf(model: SloModel): Subject[] {
  return model.services.flatMap((service) =>
    Object.values(ALERTS)
      .filter((kind) => kind.about === 'slo' || service.stamped || kind === ALERTS.telemetryAbsent)
      .map((kind): Subject => ({ service, kind, objectives: objectivesOf(model, service, kind) }))
      .filter(({ kind, objectives }) => kind.about !== 'slo' || objectives.length > 0),
  )
}

function objectivesOf({ slos }: SloModel, service: Service, kind: AlertKind): Objective[] {
  return slos
    .filter((slo) => slo.service === service.name)
    .map((slo) => ({
      slo,
      tiers: slo.tiers.filter(({ severity }) => burnAlert(slo.kind, severity) === kind),
    }))
    .filter(({ tiers }) => tiers.length > 0)
}
