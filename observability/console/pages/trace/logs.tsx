import type { LogView, TraceOutline } from '../../contract.ts'
import { count, duration } from '../data/format.ts'
import { AttributeTable } from '../parts/attribute-table.tsx'
import { SeverityBadge } from '../parts/severity-badge.tsx'
import { asText, oneLine } from '../parts/text.ts'
import { offsetOf } from './model.ts'

export interface SpanLogsProps {
  readonly logs: readonly LogView[]
  readonly title: string
  readonly outline: TraceOutline
}

/** Records that are shown; the page of logs has all of them. */
const MOST = 100

/** Characters of a message in its line. */
const LINE = 300

export function SpanLogs({ logs, title, outline }: SpanLogsProps) {
  if (logs.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <div>
        {logs.slice(0, MOST).map((log, index) => (
          <details key={`${log.timeNs} ${index}`} class="event">
            <summary>
              <span class="quiet">{duration(offsetOf(outline, log.timeNs))}</span>{' '}
              <SeverityBadge severity={log.severity} /> <bdi>{oneLine(asText(log.body).slice(0, LINE))}</bdi>
            </summary>
            <AttributeTable label="Log record" attributes={{ body: log.body, ...log.attributes }} />
          </details>
        ))}
      </div>
      {logs.length > MOST && (
        <p>
          <a href={`/logs?trace_id=${outline.traceId}`}>All {count(logs.length)}</a>
        </p>
      )}
    </>
  )
}
