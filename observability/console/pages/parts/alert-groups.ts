// Alerts as people speak of them. One kind may fire at several burn rates at once, and a ticket's condition holds wherever
// its page's does: that is one thing to look at.
import type { AlertView } from '../../contract.ts'

interface Kind
  extends Pick<AlertView, 'alert' | 'service' | 'slo' | 'severity' | 'state' | 'since' | 'runbook'> {
  readonly id: string
  /** The first says most. */
  readonly said: readonly Pick<AlertView, 'summary' | 'description'>[]
}

export interface AlertGroup extends Kind {
  /** Tickets of an objective that pages: Alertmanager holds them back meanwhile. */
  readonly heldBack: readonly Pick<AlertView, 'alert' | 'runbook'>[]
}

/** Firing ones first, pages before tickets; else in the order that they came in. */
export function groupsOf(alerts: readonly AlertView[]): readonly AlertGroup[] {
  const groups: AlertGroup[] = []
  const ofPages = new Map<string, Kind[]>()
  for (const kind of kindsOf(alerts)) {
    const { service, slo, severity, state } = kind
    const objective = JSON.stringify([service, slo])
    const heldBack = severity === 'ticket' && slo !== null ? ofPages.get(objective) : undefined
    if (heldBack) {
      heldBack.push(kind)
      continue
    }
    const tickets: Kind[] = []
    groups.push({ ...kind, heldBack: tickets })
    if (severity === 'page' && state === 'firing') ofPages.set(objective, tickets)
  }
  return groups
}

/** In the order of groups: a page that fires comes before its tickets. */
function kindsOf(alerts: readonly AlertView[]): readonly Kind[] {
  const kinds = new Map<string, Kind>()
  for (const one of [...alerts].sort((a, b) => rank(a) - rank(b))) {
    const id = JSON.stringify([one.service, one.alert, one.slo])
    const kind = kinds.get(id)
    if (kind) kinds.set(id, { ...kind, since: Math.min(kind.since, one.since), said: [...kind.said, one] })
    else kinds.set(id, { ...one, id, said: [one] })
  }
  return [...kinds.values()]
}

const rank = ({ state, severity }: AlertView): number =>
  (state === 'firing' ? 0 : 2) + (severity === 'page' ? 0 : 1)
