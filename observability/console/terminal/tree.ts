// The spans of a trace in the order they are drawn: parents before children, siblings by start.
import { groupBy } from '../../group-by.ts'
import type { Span } from '../model.ts'

type Placed = Pick<Span, 'spanId' | 'parentSpanId' | 'startNs'>

export interface Row<S extends Placed = Span> {
  readonly span: S
  readonly depth: number
}

/**
 * A span whose parent has not come is drawn as a root, and so is one span of a cycle: nothing is lost.
 * Walks with a stack of its own: a chain of 10,000 spans is deeper than recursion can go.
 */
export function rows<S extends Placed>(spans: readonly S[]): Row<S>[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const sorted = [...spans].sort(byStart)
  const children = groupBy(sorted, ({ parentSpanId = '' }) => parentSpanId)
  const drawn = new Set<S>()
  const result: Row<S>[] = []
  const walk = (root: S) => {
    const stack: Row<S>[] = [{ span: root, depth: 0 }]
    for (let row = stack.pop(); row; row = stack.pop()) {
      const { span, depth } = row
      if (drawn.has(span)) continue
      drawn.add(span)
      result.push(row)
      const below = children.get(span.spanId) ?? []
      stack.push(...below.map((child) => ({ span: child, depth: depth + 1 })).reverse())
    }
  }
  for (const span of sorted) if (!byId.has(span.parentSpanId ?? '')) walk(span)
  for (const span of sorted) if (!drawn.has(span)) walk(span)
  return result
}

function byStart(a: Placed, b: Placed): number {
  return a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0
}
