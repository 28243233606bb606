// One trace: its outline, all of it, or one span.
import { criticalPath } from '../analysis/critical-path.ts'
import type { ResourceView, SpanOutline, SpanView, TraceOutline, TraceView } from '../contract.ts'
import type { Resource } from '../model.ts'
import type { SpanStore } from '../store/spans.ts'
import { decodeSpan, hexOf, Resources, viewOf, wordsOf } from './decode.ts'
import { type At, type Drawn, draw } from './spans-of.ts'

/** -1 where no span of it is held, or it is no id of a trace. */
export function slotOf(store: SpanStore, traceId: string): number {
  if (!/^[0-9a-f]{32}$/.test(traceId)) return -1
  const [a = 0, b = 0, c = 0, d = 0] = wordsOf(traceId)
  return store.traces.find(a, b, c, d)
}

export function outlineOf(store: SpanStore, slot: number, logs: number): TraceOutline {
  const drawn = draw(store, slot)
  const timed = drawn.spans.map(({ offsetNs, durationNs }, index) => ({
    from: offsetNs,
    to: offsetNs + durationNs,
    parent: drawn.order[index]?.parent ?? -1,
  }))
  return {
    ...headOf(store, slot, drawn),
    spans: drawn.spans,
    criticalPath: criticalPath(timed),
    logs,
  }
}

export function traceOf(store: SpanStore, slot: number): TraceView {
  const drawn = draw(store, slot)
  const view = viewer(store)
  const spans = drawn.spans.map((span, index) => view(span, drawn.at[index] as At))
  return { ...headOf(store, slot, drawn), spans }
}

/** As it is drawn in its trace. */
export function spanOf(store: SpanStore, slot: number, spanId: string): SpanView | undefined {
  const { spans, at } = draw(store, slot)
  const index = spans.findIndex((span) => span.spanId === spanId)
  const span = spans[index]
  return span && viewer(store)(span, at[index] as At)
}

function headOf(store: SpanStore, slot: number, { startNs, durationNs, missing, resources }: Drawn) {
  return {
    traceId: hexOf(...store.traces.words(slot)),
    startNs: String(startNs),
    durationNs,
    missing,
    resources: resources.map(resourceView),
  }
}

function viewer(store: SpanStore): (outline: SpanOutline, at: At) => SpanView {
  const resources = new Resources()
  return (outline, at) => {
    const span = decodeSpan(at.segment, at.row, resources)
    return {
      ...outline,
      name: span.name,
      startNs: String(span.startNs),
      status: span.status,
      statusMessage: span.statusMessage ?? null,
      scope: span.scope,
      attributes: viewOf(span.attributes),
      eventList: span.events.map(({ name, timeNs, attributes }) => ({
        name,
        timeNs: String(timeNs),
        attributes: viewOf(attributes),
      })),
      linkList: span.links.map(({ traceId, spanId, attributes }) => ({
        traceId,
        spanId,
        attributes: viewOf(attributes),
        held: slotOf(store, traceId) >= 0,
      })),
    }
  }
}

function resourceView({ service, version, environment, attributes }: Resource): ResourceView {
  return {
    service,
    version: version ?? null,
    environment: environment ?? null,
    attributes: viewOf(attributes),
  }
}
