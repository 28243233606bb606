// The order in which the spans of a trace are drawn: parents before children, siblings by start.

export interface Branch {
  readonly id: string
  readonly parent: string | undefined
}

export interface Placed {
  /** Of the span, as it was given. */
  readonly index: number
  /** Place in this order of the span that it is drawn below; -1 for one drawn as a root. */
  readonly parent: number
  readonly depth: number
  /** A root whose parent is not among the spans. */
  readonly orphan: boolean
}

/**
 * Nothing is lost: a span whose parent has not come is drawn as a root, and a cycle is cut at its earliest span.
 * Walks with a stack of its own: a chain of 10,000 spans is deeper than recursion can go.
 * @param spans in the order of their starts
 */
export function drawingOrder(spans: readonly Branch[]): Placed[] {
  const byId = new Map(spans.map(({ id }, index) => [id, index]))
  const parents = spans.map(({ parent }) => (parent === undefined ? -1 : (byId.get(parent) ?? -1)))
  const children = childrenOf(parents)
  const drawn = new Uint8Array(spans.length)
  const order: Placed[] = []
  const draw = (root: number) => {
    const stack: Placed[] = [
      {
        index: root,
        parent: -1,
        depth: 0,
        orphan: spans[root]?.parent !== undefined && parents[root] === -1,
      },
    ]
    for (let placed = stack.pop(); placed; placed = stack.pop()) {
      const { index, depth } = placed
      if (drawn[index]) continue
      drawn[index] = 1
      const parent = order.push(placed) - 1
      const below = children[index] ?? []
      for (let at = below.length - 1; at >= 0; at--)
        stack.push({ index: below[at] ?? 0, parent, depth: depth + 1, orphan: false })
    }
  }
  for (let index = 0; index < spans.length; index++) if (parents[index] === -1) draw(index)
  for (let index = 0; index < spans.length; index++) if (!drawn[index]) draw(cutAt(index, parents))
  return order
}

function childrenOf(parents: readonly number[]): number[][] {
  const children: number[][] = []
  parents.forEach((parent, index) => {
    if (parent === -1) return
    const siblings = children[parent]
    if (siblings) siblings.push(index)
    else children[parent] = [index]
  })
  return children
}

/** The earliest span of the cycle that is above this one. */
function cutAt(index: number, parents: readonly number[]): number {
  const seen = new Set<number>()
  let at = index
  while (!seen.has(at)) {
    seen.add(at)
    at = parents[at] ?? at
  }
  let earliest = at
  for (let next = parents[at] ?? at; next !== at; next = parents[next] ?? at)
    earliest = Math.min(earliest, next)
  return earliest
}
