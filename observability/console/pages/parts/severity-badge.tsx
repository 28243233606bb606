import { severityClass } from './severity.ts'
import './severity-badge.css'
import { oneLine } from './text.ts'

export function SeverityBadge({ severity }: { readonly severity: string }) {
  return (
    <span class={`badge severity ${severityClass(severity)}`}>
      {oneLine(severity).toLowerCase() || 'unset'}
    </span>
  )
}
