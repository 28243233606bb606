// The spans of a trace in the order they are drawn.
import { drawingOrder } from '../analysis/tree.ts'
import type { Span } from '../model.ts'

type Placed = Pick<Span, 'spanId' | 'parentSpanId' | 'startNs'>

export interface Row<S extends Placed = Span> {
  readonly span: S
  readonly depth: number
}

export function rows<S extends Placed>(spans: readonly S[]): Row<S>[] {
  const sorted = [...spans].sort(byStart)
  const order = drawingOrder(sorted.map(({ spanId, parentSpanId }) => ({ id: spanId, parent: parentSpanId })))
  return order.map(({ index, depth }) => ({ span: sorted[index] as S, depth }))
}

function byStart(a: Placed, b: Placed): number {
  return a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0
}
