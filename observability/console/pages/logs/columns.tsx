import { millisecondsOf } from '../data/format.ts'
import { instant } from '../parts/instant.ts'
import type { Column } from '../parts/record-list.tsx'
import { serviceColours } from '../parts/service-colour.ts'
import '../parts/service-colour.css'
import { SeverityBadge } from '../parts/severity-badge.tsx'
import { oneLine } from '../parts/text.ts'
import { type Keyed, keyAttributes, messageOf } from './keyed.ts'

export function logColumns(records: readonly Keyed[]): readonly Column<Keyed>[] {
  const colours = serviceColours(records.map(({ log }) => log.service))
  return [
    { header: 'Time', name: 'time', cell: ({ log }) => instant(millisecondsOf(log.timeNs)) },
    { header: 'Severity', name: 'level', cell: ({ log }) => <SeverityBadge severity={log.severity} /> },
    {
      header: 'Service',
      name: 'service',
      cell: ({ log }) => (
        <>
          <span class={`service-dot ${colours.get(log.service)}`} /> <bdi>{oneLine(log.service)}</bdi>
        </>
      ),
    },
    {
      header: 'Message',
      name: 'message',
      cell: ({ log }) => (
        <>
          <bdi>{messageOf(log.body)}</bdi>{' '}
          {keyAttributes(log).map(([key, value]) => (
            <bdi key={key} class="pair">
              <span class="quiet">{key}=</span>
              {value}{' '}
            </bdi>
          ))}
        </>
      ),
    },
    {
      header: 'Trace',
      name: 'trace-link',
      cell: ({ log: { traceId, spanId, traced } }) =>
        traceId !== null &&
        traced && (
          <a
            href={`/traces/${traceId}${spanId === null ? '' : `?span=${spanId}`}`}
            tabIndex={-1}
            aria-label="Open trace"
          >
            trace
          </a>
        ),
    },
  ]
}
