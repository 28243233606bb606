import type { Attributes, LogView } from '../../contract.ts'
import { millisecondsOf } from '../data/format.ts'
import { AttributeTable } from '../parts/attribute-table.tsx'
import { CodeBlock } from '../parts/code-block.tsx'
import { instant } from '../parts/instant.ts'
import { LongText } from '../parts/long-text.tsx'
import { SeverityBadge } from '../parts/severity-badge.tsx'
import { asText } from '../parts/text.ts'
import '../parts/details.css'

/** One record with all that it has. */
export function Record({ log, onClose }: { readonly log: LogView; readonly onClose: () => void }) {
  return (
    <aside class="details" aria-label="Log record">
      <header>
        <h2>
          <SeverityBadge severity={log.severity} /> {instant(millisecondsOf(log.timeNs))}
        </h2>
        <button type="button" class="close" aria-label="Close record" onClick={onClose}>
          ×
        </button>
      </header>
      <CodeBlock label="Message" text={asText(log.body)}>
        <LongText text={asText(log.body)} />
      </CodeBlock>
      <TraceLink log={log} />
      <h3>Record</h3>
      <AttributeTable label="Record" attributes={recordOf(log)} />
      <h3>Attributes</h3>
      <AttributeTable label="Attributes" attributes={log.attributes} />
    </aside>
  )
}

function TraceLink({ log: { traceId, spanId, traced } }: { readonly log: LogView }) {
  if (traceId === null) return <p class="quiet">It belongs to no trace.</p>
  if (!traced) return <p class="quiet">Its trace is not held any more.</p>
  return (
    <p class="jumps">
      <a href={`/traces/${traceId}`}>Open trace</a>
      {spanId !== null && <a href={`/traces/${traceId}?span=${spanId}`}>Open span</a>}
      <a href={`/logs?trace_id=${traceId}`}>Logs of this trace</a>
    </p>
  )
}

const recordOf = (log: LogView): Attributes => ({
  time: log.timeNs,
  severity: log.severity,
  service: log.service,
  ...(log.traceId === null ? {} : { trace_id: log.traceId }),
  ...(log.spanId === null ? {} : { span_id: log.spanId }),
})
