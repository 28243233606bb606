// Alerts that fire or are about to, each with the way to its runbook.
import type { AlertView } from '../../contract.ts'
import { ago, clock } from '../data/format.ts'
import { type AlertGroup, groupsOf } from './alert-groups.ts'
import { StateBadge } from './state-badge.tsx'
import './alert-list.css'
import { Plain } from './plain.tsx'

export function AlertList({ alerts }: { readonly alerts: readonly AlertView[] }) {
  return (
    <ul class="alerts" aria-label="Alerts">
      {groupsOf(alerts).map((group) => (
        <Alert key={group.id} {...group} />
      ))}
    </ul>
  )
}

function Alert({ alert, service, slo, severity, state, since, runbook, said, heldBack }: AlertGroup) {
  const [first, ...others] = said
  return (
    <li class={`alert ${state}`}>
      <p class="alert-head">
        <StateBadge state={state} />
        <a href={runbook} title="Opens its runbook">
          {alert}
        </a>
        <span class="badge">{severity}</span>
        <Plain text={slo ? `${service} · ${slo}` : service} />
        <time dateTime={new Date(since).toISOString()}>
          since {clock(since)}, {ago(since)}
        </time>
      </p>
      <p>
        <Plain text={first?.summary ?? ''} />
        {others.length > 0 && ` (and ${others.length} more of its burn rates)`}
        {first?.description && (
          <>
            {' · '}
            <Plain text={first.description} />
          </>
        )}
      </p>
      {heldBack.map(({ alert: ticket, runbook: page }) => (
        <p key={ticket} class="quiet">
          While it pages, its ticket <a href={page}>{ticket}</a> is held back.
        </p>
      ))}
    </li>
  )
}
