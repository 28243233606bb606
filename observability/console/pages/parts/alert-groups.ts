// Alerts as people speak of them. One kind may fire at several burn rates at once: that is one thing to look at, with
// one runbook.
import type { AlertView } from '../../contract.ts'

export interface AlertGroup
  extends Pick<AlertView, 'alert' | 'service' | 'slo' | 'severity' | 'state' | 'since' | 'runbook'> {
  readonly id: string
  /** The first says most. */
  readonly said: readonly Pick<AlertView, 'summary' | 'description'>[]
}

/** Firing ones first, pages before tickets; else in the order that they came in. */
export function groupsOf(alerts: readonly AlertView[]): readonly AlertGroup[] {
  const groups = new Map<string, AlertGroup>()
  for (const one of [...alerts].sort((a, b) => rank(a) - rank(b))) {
    const id = JSON.stringify([one.service, one.alert, one.slo])
    const group = groups.get(id)
    if (group)
      groups.set(id, { ...group, since: Math.min(group.since, one.since), said: [...group.said, one] })
    else groups.set(id, { ...one, id, said: [one] })
  }
  return [...groups.values()]
}

const rank = ({ state, severity }: AlertView): number =>
  (state === 'firing' ? 0 : 2) + (severity === 'page' ? 0 : 1)
