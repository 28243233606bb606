import type { TraceSummary } from '../../contract.ts'
import { count, duration, millisecondsOf } from '../data/format.ts'
import type { Column } from '../parts/record-list.tsx'
import { serviceColours } from '../parts/service-colour.ts'
import '../parts/service-colour.css'
import { instant } from '../parts/instant.ts'
import { oneLine } from '../parts/text.ts'

export function traceColumns(traces: readonly TraceSummary[]): readonly Column<TraceSummary>[] {
  const slowest = traces.reduce((most, { durationNs }) => Math.max(most, durationNs), 1)
  const colours = serviceColours(traces.map(({ service }) => service))
  return [
    { header: 'Began', name: 'began', cell: ({ startNs }) => instant(millisecondsOf(startNs)) },
    {
      header: 'Name',
      name: 'name',
      cell: ({ traceId, name }) => (
        <a href={`/traces/${traceId}`} tabIndex={-1}>
          <bdi>{oneLine(name) || '(no name)'}</bdi>
        </a>
      ),
    },
    {
      header: 'Service',
      name: 'service',
      cell: ({ service, services }) => (
        <>
          <span class={`service-dot ${colours.get(service)}`} /> <bdi>{oneLine(service)}</bdi>
          {services.length > 1 && (
            <span class="quiet" title={services.map(oneLine).join(', ')}>
              {' '}
              +{services.length - 1}
            </span>
          )}
        </>
      ),
    },
    { header: 'Status', name: 'status', cell: (trace) => <Status {...trace} /> },
    {
      header: 'Duration',
      name: 'duration',
      cell: ({ durationNs }) => (
        <>
          <span class="length">
            <span style={{ width: `${((durationNs / slowest) * 100).toFixed(1)}%` }} />
          </span>
          <span class="number">{duration(durationNs)}</span>
        </>
      ),
    },
    {
      header: 'Spans',
      name: 'spans number',
      cell: ({ spans, missing }) => (
        <span title={missing > 0 ? `${count(missing)} more are not held` : undefined}>
          {count(spans)}
          {missing > 0 && <span class="warn"> −{count(missing)}</span>}
        </span>
      ),
    },
  ]
}

/** Words before colour: the HTTP status, and how many spans failed. */
function Status({ httpStatus, errors }: TraceSummary) {
  return (
    <>
      {httpStatus !== null && <span class={classOf(httpStatus)}>{httpStatus} </span>}
      {errors > 0 && (
        <span class="bad">
          ✕ {count(errors)} {errors === 1 ? 'error' : 'errors'}
        </span>
      )}
      {httpStatus === null && errors === 0 && <span class="quiet">–</span>}
    </>
  )
}

const classOf = (httpStatus: number): string => (httpStatus >= 500 ? 'bad' : httpStatus >= 400 ? 'warn' : '')
