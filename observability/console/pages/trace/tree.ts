// The spans of a trace as a tree: they come with parents before children, so a depth for each says it all. Plain arrays of
// numbers, for 10,000 spans are walked with each key.

export interface Tree {
  /** The place of each span's parent; -1 for a root. */
  readonly parent: Int32Array
  /** The place after the last span below each. */
  readonly end: Int32Array
  readonly depth: Int32Array
}

export function treeOf(spans: readonly { readonly depth: number }[]): Tree {
  const size = spans.length
  const tree = {
    parent: new Int32Array(size).fill(-1),
    end: new Int32Array(size),
    depth: new Int32Array(size),
  }
  const above: number[] = []
  spans.forEach((span, index) => {
    // Never deeper than one below the span before.
    const depth = Math.min(Math.max(0, span.depth), above.length)
    for (const over of above.splice(depth)) tree.end[over] = index
    tree.depth[index] = depth
    tree.parent[index] = above[depth - 1] ?? -1
    above.push(index)
  })
  for (const over of above) tree.end[over] = size
  return tree
}

export const hasChildren = ({ end }: Tree, index: number): boolean => (end[index] ?? 0) > index + 1

/** The spans that are not below a collapsed one, in order. */
export function rowsOf(tree: Tree, collapsed: ReadonlySet<number>): Int32Array {
  const rows = new Int32Array(tree.end.length)
  let count = 0
  for (let index = 0; index < rows.length; ) {
    rows[count++] = index
    index = collapsed.has(index) ? (tree.end[index] ?? index + 1) : index + 1
  }
  return rows.subarray(0, count)
}

/** Where a span is among the rows, which are in order; -1 where it is below a collapsed one. */
export function rowOf(rows: Int32Array, index: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const there = rows[middle] ?? 0
    if (there === index) return middle
    if (there < index) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** `collapsed` without whatever hides the span. */
export function revealed(tree: Tree, collapsed: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const hiding: number[] = []
  for (let over = tree.parent[index] ?? -1; over >= 0; over = tree.parent[over] ?? -1)
    if (collapsed.has(over)) hiding.push(over)
  if (hiding.length === 0) return collapsed
  const left = new Set(collapsed)
  for (const over of hiding) left.delete(over)
  return left
}

/** All spans of a depth and below that have children: nothing deeper is shown then. */
export function collapsedTo(tree: Tree, depth: number): ReadonlySet<number> {
  const collapsed = new Set<number>()
  for (let index = 0; index < tree.depth.length; index++)
    if ((tree.depth[index] ?? 0) >= depth && hasChildren(tree, index)) collapsed.add(index)
  return collapsed
}
