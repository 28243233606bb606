// All that one span has, beside the waterfall.
import { useEffect, useRef } from 'preact/hooks'
import { ERROR_TYPE } from '../../../conventions/attributes.ts'
import type { Json, LogView, SpanView } from '../../contract.ts'
import { useAnswer } from '../data/ask.ts'
import { duration, share } from '../data/format.ts'
import { address } from '../parts/addresses.ts'
import { Answered } from '../parts/answered.tsx'
import { AttributeTable } from '../parts/attribute-table.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { LongText } from '../parts/long-text.tsx'
import { narrow } from '../parts/narrow.ts'
import { asText, oneLine } from '../parts/text.ts'
import { Events, Exceptions } from './events.tsx'
import { Links } from './links.tsx'
import { SpanLogs } from './logs.tsx'
import { serviceOf, type TraceModel } from './model.ts'
import '../parts/details.css'
import { Statement } from './statement.tsx'

export interface DetailsProps {
  readonly model: TraceModel
  readonly index: number
  readonly logs: ReadonlyMap<string, readonly LogView[]>
  readonly onClose: () => void
}

export function Details({ model, index, logs, onClose }: DetailsProps) {
  const { outline, critical } = model
  const span = outline.spans[index]
  const answer = useAnswer<SpanView>(span && `/api/traces/${outline.traceId}/spans/${span.spanId}`)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone it stands below the waterfall, out of sight.
    if (narrow.peek()) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [index])
  if (!span) return null
  const waited = (critical.get(index) ?? []).reduce((sum, { from, to }) => sum + to - from, 0)
  return (
    <aside class="details" aria-label="Span details" ref={panel}>
      <header>
        <h2>
          {span.error && <span class="bad">✕ </span>}
          <bdi>{oneLine(span.name) || '(no name)'}</bdi>
        </h2>
        <button type="button" class="close" aria-label="Close details" onClick={onClose}>
          ×
        </button>
      </header>
      <dl class="facts">
        <Fact term="Service" text={oneLine(serviceOf(outline, span))} />
        <Fact term="Kind" text={span.kind} />
        {span.orphan && <Fact term="Parent" text={`${span.parentSpanId ?? ''}, which is not held`} />}
        <Fact term="Began after" text={duration(span.offsetNs)} />
        <Fact
          term="Took"
          text={`${duration(span.durationNs)} · ${share(span.durationNs / model.whole.to)} of the trace`}
        />
        {waited > 0 && <Fact term="Critical path" text={duration(waited)} />}
        <div>
          <dt>Span id</dt>
          <dd class="mono">
            {span.spanId} <CopyButton text={span.spanId} what="span id" />
          </dd>
        </div>
      </dl>
      <Answered of={answer}>{(whole) => <Whole span={whole} model={model} />}</Answered>
      <SpanLogs logs={logs.get(span.spanId) ?? []} title="Logs" outline={outline} />
      {span.depth === 0 && (
        <SpanLogs logs={logs.get('') ?? []} title="Logs without a span" outline={outline} />
      )}
    </aside>
  )
}

function Whole({ span, model }: { readonly span: SpanView; readonly model: TraceModel }) {
  const resource = model.outline.resources[span.resource]
  const why = span.statusMessage || asText(span.attributes[ERROR_TYPE] ?? '')
  return (
    <>
      {(span.status !== 'unset' || span.statusMessage) && (
        <p class={span.status === 'error' ? 'status failed' : 'status'}>
          <strong>{span.status}</strong> {why && <LongText text={why} />}
        </p>
      )}
      <Exceptions span={span} />
      <Statement attributes={span.attributes} />
      <h3>Attributes</h3>
      <AttributeTable label="Attributes" attributes={span.attributes} leads={tracesWith} />
      <Events span={span} traceStartNs={model.outline.startNs} />
      <Links links={span.linkList} />
      <h3>Resource</h3>
      <AttributeTable label="Resource" attributes={resource?.attributes ?? {}} />
      {span.scope && <p class="quiet">Made by {oneLine(span.scope)}</p>}
    </>
  )
}

function Fact({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{text}</bdi>
      </dd>
    </div>
  )
}

/** Characters of a value that an address can carry. */
const CARRIED = 500

/** The traces that have the same: for a value that is text, a number or a truth value, and not a whole document. */
function tracesWith(key: string, value: Json): string | undefined {
  if (value === null || typeof value === 'object' || String(value).length > CARRIED) return undefined
  return address('/traces', { attr: `${key}=${value}` })
}
