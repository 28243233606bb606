import { useMemo, useState } from 'preact/hooks'
import type { ServiceList, TraceList, TraceSummary } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { count } from '../data/format.ts'
import { Answered } from '../parts/answered.tsx'
import { useClock } from '../parts/clock.ts'
import { Switch } from '../parts/filters.tsx'
import { useKeys } from '../parts/keys.ts'
import { KeysHelp } from '../parts/keys-help.tsx'
import { RecordList } from '../parts/record-list.tsx'
import { go, query } from '../parts/router.ts'
import { serviceNames } from '../parts/service-names.ts'
import { traceColumns } from './columns.tsx'
import { TraceFilters } from './filters.tsx'
import { isFiltered, LIMIT, tracesUrl } from './query.ts'
import { ScatterPicture } from './scatter-picture.tsx'
import '../parts/fills.css'
import './traces.css'

const KEYS = [
  ['j ↓', 'next trace'],
  ['k ↑', 'previous trace'],
  ['PageDown PageUp Home End', 'farther'],
  ['Enter', 'open it'],
  ['/', 'to the filters'],
  ['p', 'pause and go on: newer traces do not move the list'],
  ['?', 'these keys'],
] as const

/** Who comes back to the list finds it where it was left. */
let opened: string | undefined

function open(traceId: string): void {
  opened = traceId
  go(`/traces/${traceId}`)
}

export default function Traces() {
  const [paused, pause] = useState(false)
  const [help, showHelp] = useState(false)
  const list = useAnswer<TraceList>(tracesUrl(query.value, useClock(paused)), {
    on: ['traces'],
    paused,
    keep: true,
  })
  const services = useAnswer<ServiceList>('/api/services')
  useKeys({
    '/': () => document.getElementById('traces-filter')?.focus(),
    p: () => pause(!paused),
    '?': () => showHelp(true),
  })
  const shown = list.value.state === 'there' ? list.value.value : undefined
  return (
    <div class="fills traces">
      <h1>Traces</h1>
      <TraceFilters
        services={serviceNames(
          services.value,
          shown?.traces.flatMap((trace) => trace.services),
        )}
        routes={routesOf(shown?.traces)}
      >
        <span class="quiet" role="status">
          {shown && told(shown)}
        </span>
        <Switch label="Pause" on={paused} onChange={pause} />
        <KeysHelp keys={KEYS} open={help} onChange={showHelp} />
      </TraceFilters>
      <Answered of={list}>{({ traces }) => <List traces={traces} />}</Answered>
    </div>
  )
}

function List({ traces }: { readonly traces: readonly TraceSummary[] }) {
  const [active, activate] = useState(opened)
  const columns = useMemo(() => traceColumns(traces), [traces])
  if (traces.length === 0) return <Empty />
  return (
    <>
      <ScatterPicture traces={traces} active={active} onOpen={open} />
      <RecordList
        label="Traces"
        columns={columns}
        records={traces}
        keyOf={({ traceId }) => traceId}
        active={active}
        onActive={activate}
        onOpen={({ traceId }) => open(traceId)}
        heights={[32, 50]}
      />
    </>
  )
}

function Empty() {
  if (isFiltered(query.value)) return <p class="empty">No trace that is held has all of that.</p>
  return (
    <p class="empty">
      No trace has come yet. Send a request to a service that sends its traces here
      {query.value.get('probes') === 'show' ? '.' : '; those of health probes and scrapes are hidden.'}
    </p>
  )
}

function told({ traces, searched }: TraceList): string {
  if (searched.complete || traces.length < LIMIT)
    return `${count(traces.length)} of ${count(searched.traces)}`
  return `the newest ${count(traces.length)}`
}

const routesOf = (traces: readonly TraceSummary[] = []): readonly string[] =>
  [...new Set(traces.flatMap(({ route }) => (route === null ? [] : [route])))].sort().slice(0, 100)
