// The spans of a trace in the order they are drawn.
import { drawingOrder } from '../analysis/tree.ts'
import type { Span } from '../model.ts'

export interface Row {
  readonly span: Span
  readonly depth: number
}

export function rows(spans: readonly Span[]): Row[] {
  const sorted = [...spans].sort(byStart)
  const order = drawingOrder(sorted.map(({ spanId, parentSpanId }) => ({ id: spanId, parent: parentSpanId })))
  return order.map(({ index, depth }) => ({ span: sorted[index] as Span, depth }))
}

function byStart(a: Span, b: Span): number {
  return a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0
}
