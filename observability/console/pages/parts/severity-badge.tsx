import { severityOf } from './severity.ts'
import './severity-badge.css'
import { oneLine } from './text.ts'

export function SeverityBadge({ severity }: { readonly severity: string }) {
  return (
    <span class={`badge severity ${severityOf(severity) ?? 'info'}`}>
      {oneLine(severity).toLowerCase() || 'unset'}
    </span>
  )
}
