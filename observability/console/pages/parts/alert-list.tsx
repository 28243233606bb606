// Alerts that fire or are about to, each with the way to its runbook.
import type { AlertView } from '../../contract.ts'
import { ago, clock } from '../data/format.ts'
import { StateBadge } from './state-badge.tsx'
import './alert-list.css'

export function AlertList({ alerts }: { readonly alerts: readonly AlertView[] }) {
  return (
    <ul class="alerts" aria-label="Alerts">
      {alerts.map((alert) => (
        <Alert key={`${alert.service} ${alert.alert} ${alert.slo} ${alert.severity}`} {...alert} />
      ))}
    </ul>
  )
}

function Alert({ alert, service, slo, severity, state, since, summary, description, runbook }: AlertView) {
  return (
    <li class={`alert ${state}`}>
      <p class="head">
        <StateBadge state={state} />
        <a href={runbook} title="Opens its runbook">
          {alert}
        </a>
        <span class="badge">{severity}</span>
        <bdi>
          {service}
          {slo && ` · ${slo}`}
        </bdi>
        <time class="quiet" dateTime={new Date(since).toISOString()}>
          since {clock(since)}, {ago(since)}
        </time>
      </p>
      <p>
        <bdi>{summary}</bdi>
      </p>
      {description && (
        <p class="quiet">
          <bdi>{description}</bdi>
        </p>
      )}
    </li>
  )
}
