// One trace: its outline first, and what else a span has when it is looked at.
import { useSignalEffect } from '@preact/signals'
import { useMemo, useState } from 'preact/hooks'
import type { LogList, TraceOutline } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { millisecondsOf } from '../data/format.ts'
import { Answered } from '../parts/answered.tsx'
import type { PageProps } from '../parts/router.ts'
import { Head } from './head.tsx'
import { logsBySpan, modelOf } from './model.ts'
import '../parts/fills.css'
import './trace.css'
import { Waterfall } from './waterfall.tsx'

/** Milliseconds after its end in which more spans of a trace may come: they are sent in batches, seconds apart. */
const SETTLED = 30_000

/** Spans up to which a trace is asked again while more may come: to read a larger one anew makes scrolling stutter. */
const FOLLOWED = 2_000

export default function Trace({ parameters: { traceId = '' } }: PageProps) {
  const [settled, settle] = useState(false)
  const outline = useAnswer<TraceOutline>(`/api/traces/${traceId}?view=outline`, {
    on: ['traces'],
    paused: settled,
  })
  const logs = useAnswer<LogList>(`/api/logs?trace_id=${traceId}&limit=1000`, {
    on: ['logs'],
    paused: settled,
  })
  useSignalEffect(() => {
    if (outline.value.state !== 'there') return
    performance.mark('trace-data')
    settle(isSettled(outline.value.value))
  })
  return (
    <div class="trace fills">
      {outline.value.state !== 'there' && <h1>Trace</h1>}
      <Answered of={outline}>
        {(value) => (
          <Loaded outline={value} logs={logs.value.state === 'there' ? logs.value.value : NO_LOGS} />
        )}
      </Answered>
    </div>
  )
}

const NO_LOGS: LogList = { logs: [] }

function Loaded({ outline, logs: { logs } }: { readonly outline: TraceOutline; readonly logs: LogList }) {
  const model = useMemo(() => modelOf(outline), [outline])
  const logged = useMemo(() => logsBySpan(outline, logs), [outline, logs])
  return (
    <>
      <Head model={model} />
      <Waterfall model={model} logs={logged} />
    </>
  )
}

const isSettled = ({ startNs, durationNs, spans }: TraceOutline): boolean =>
  spans.length > FOLLOWED || Date.now() - millisecondsOf(startNs) - durationNs / 1e6 > SETTLED
