// A trace of the API as the waterfall draws it.
import type { TraceView } from '../contract.ts'
import type { Span } from '../model.ts'

/** What the waterfall looks at. */
export type DrawnSpan = Pick<
  Span,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'kind' | 'status' | 'statusMessage' | 'startNs' | 'endNs'
> & { readonly resource: { readonly service: string } }

export function drawnSpans({ traceId, resources, spans }: TraceView): DrawnSpan[] {
  return spans.map((span) => {
    const startNs = BigInt(span.startNs)
    return {
      traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId ?? undefined,
      name: span.name,
      kind: span.kind,
      status: span.status,
      statusMessage: span.statusMessage ?? undefined,
      startNs,
      endNs: startNs + BigInt(Math.round(span.durationNs)),
      resource: { service: resources[span.resource]?.service ?? '' },
    }
  })
}
