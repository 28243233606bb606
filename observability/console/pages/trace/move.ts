// Where the keys lead to: pure steps from one state of the waterfall to the next.
import { moved } from '../parts/move.ts'
import { collapsedTo, hasChildren, revealed, rowOf, rowsOf, type Tree } from './tree.ts'

export interface View {
  /** The place of the selected span; -1 before one is. */
  readonly selected: number
  readonly collapsed: ReadonlySet<number>
}

/** Selects a span, and opens what hides it. */
export function select(tree: Tree, view: View, index: number): View {
  if (index < 0 || index >= tree.end.length) return view
  return { selected: index, collapsed: revealed(tree, view.collapsed, index) }
}

/** So many rows down, or up. */
export function step(tree: Tree, view: View, by: number): View {
  const rows = rowsOf(tree, view.collapsed)
  const next = moved(rowOf(rows, view.selected) + by, rows.length)
  return { ...view, selected: rows[next] ?? -1 }
}

/** Collapses the selected span; where there is nothing to collapse, goes to its parent. */
export function left(tree: Tree, view: View): View {
  const { selected, collapsed } = view
  if (selected < 0) return view
  if (hasChildren(tree, selected) && !collapsed.has(selected)) return toggle(view, selected)
  const parent = tree.parent[selected] ?? -1
  return parent < 0 ? view : { ...view, selected: parent }
}

/** Expands the selected span; where it is expanded, goes to its first child. */
export function right(tree: Tree, view: View): View {
  const { selected, collapsed } = view
  if (selected < 0 || !hasChildren(tree, selected)) return view
  return collapsed.has(selected) ? toggle(view, selected) : { ...view, selected: selected + 1 }
}

export function toggle(view: View, index: number): View {
  const collapsed = new Set(view.collapsed)
  if (!collapsed.delete(index)) collapsed.add(index)
  return { ...view, collapsed }
}

/** Collapses everything at the selected span's depth; all that is collapsed expands again. */
export function collapse(tree: Tree, view: View): View {
  if (view.collapsed.size > 0) return { ...view, collapsed: new Set() }
  const depth = tree.depth[view.selected] ?? 0
  return { ...view, collapsed: collapsedTo(tree, depth) }
}

/** The next of some places, in order, after one, or the one before it; past the last it begins anew. */
export function nextOf(places: readonly number[], from: number, by: 1 | -1): number | undefined {
  if (by > 0) return places.find((place) => place > from) ?? places[0]
  return places.findLast((place) => place < from) ?? places.at(-1)
}

/** The same view of a newer answer: spans may stand elsewhere in it. */
export function carried(view: View, before: readonly string[], now: readonly string[]): View {
  const places = new Map(now.map((spanId, index) => [spanId, index]))
  const placeOf = (index: number) => places.get(before[index] ?? '') ?? -1
  const collapsed = new Set([...view.collapsed].map(placeOf).filter((index) => index >= 0))
  return { selected: placeOf(view.selected), collapsed }
}
