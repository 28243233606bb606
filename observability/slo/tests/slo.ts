// What the scenarios of one objective have in common.
import { burnAlert } from '../alerts.ts'
import type { Slo } from '../model/model.ts'
import { WINDOWS, type Window } from '../model/periods.ts'
import type { Tier } from '../model/tiers.ts'
import { type Check, type Labels, metric, value } from './promtool.ts'

/** All that the alert of a tier must say of itself, and no more. */
export function alertLabels(slo: Slo, tier: Tier): Labels {
  return {
    ...slo.labels?.[tier.severity],
    alertname: burnAlert(slo.kind, tier.severity).name,
    severity: tier.severity,
    slo: slo.name,
    service: slo.service,
    owner: slo.owner,
    window: tier.long,
  }
}

/** Which alert is meant, whatever else it says. */
export function ofTier(slo: Slo, { long }: Tier): Labels {
  return { ...ofSlo(slo), window: long }
}

export function ofSlo({ service, name }: Slo): Labels {
  return { service, slo: name }
}

export function recorded(slo: Slo, name: string): string {
  return metric(name, ofSlo(slo))
}

/** Windows that are summed from others. */
export function longer({ period }: Slo): (Window | Slo['period'])[] {
  const windows = Object.keys(WINDOWS) as Window[]
  return [...windows.filter((window) => WINDOWS[window] > WINDOWS['1h']), period]
}

/** Whole, whatever extrapolation makes of it. */
export function rounded(slo: Slo, name: string, minute: number, expected: number): Check {
  return value(`round(sum(${recorded(slo, name)}))`, minute, expected)
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))}%`
}
