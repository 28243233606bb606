// What of a trace is selected, collapsed, zoomed into and searched for, and the steps that change it.
import { useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { go, path, query, withQuery } from '../parts/router.ts'
import { around, type Stretch } from './geometry.ts'
import type { TraceModel } from './model.ts'
import { carried, collapse, left, nextOf, right, select, step, toggle, type View } from './move.ts'
import { matching } from './search.ts'
import { rowsOf } from './tree.ts'

/** Milliseconds for which the selection must rest before it comes to the address: keys repeat 30 times a second. */
const REST = 200

export function useView(model: TraceModel) {
  const { tree, outline, whole, errors } = model
  const [state, setState] = useState(() => ({ model, view: firstView(model) }))
  const view = useMemo(
    () => (state.model === model ? state.view : carried(state.view, idsOf(state.model), idsOf(model))),
    [state, model],
  )
  const show = (next: View) => setState({ model, view: next })
  const [wanted, detail] = useState(view.selected >= 0)
  const [zoomed, zoom] = useState<Stretch | undefined>(undefined)
  const [text, search] = useState('')
  const matches = useMemo(() => matching(outline, text), [outline, text])
  const found = useMemo(() => new Set(matches), [matches])
  const rows = useMemo(() => rowsOf(tree, view.collapsed), [tree, view.collapsed])
  const spanId = outline.spans[view.selected]?.spanId
  useAddress(spanId, (wanted) => {
    const index = outline.spans.findIndex((span) => span.spanId === wanted)
    if (index < 0) return
    show(select(tree, view, index))
    detail(true)
  })
  const to = (places: readonly number[], by: 1 | -1) => {
    const place = nextOf(places, view.selected, by)
    if (place !== undefined) show(select(tree, view, place))
  }
  const zoomTo = () => {
    const span = outline.spans[view.selected]
    zoom(zoomed || !span ? undefined : around(whole, span.offsetNs, span.durationNs))
  }
  return {
    view,
    rows,
    detailed: wanted && view.selected >= 0,
    text,
    matches,
    found,
    stretch: zoomed ?? whole,
    zoomed: zoomed !== undefined,
    detail,
    search,
    zoomTo,
    select: (index: number) => show(select(tree, view, index)),
    step: (by: number) => show(step(tree, view, by)),
    toggle: (index: number) => show(toggle(view, index)),
    left: () => show(left(tree, view)),
    right: () => show(right(tree, view)),
    collapse: () => show(collapse(tree, view)),
    error: (by: 1 | -1) => to(errors, by),
    match: (by: 1 | -1) => to(matches, by),
  }
}

export type Viewed = ReturnType<typeof useView>

function firstView({ tree, outline }: TraceModel): View {
  const nothing: View = { selected: -1, collapsed: new Set() }
  const wanted = query.peek().get('span')
  return wanted
    ? select(
        tree,
        nothing,
        outline.spans.findIndex(({ spanId }) => spanId === wanted),
      )
    : nothing
}

const idsOf = ({ outline }: TraceModel): readonly string[] => outline.spans.map(({ spanId }) => spanId)

/** Keeps the selected span in the address, and follows links that lead to another one of the same trace. */
function useAddress(spanId: string | undefined, onWanted: (spanId: string) => void): void {
  const known = useRef(query.peek().get('span') ?? undefined)
  const follow = useRef(onWanted)
  follow.current = onWanted
  useEffect(() => {
    if (spanId === undefined) return
    const here = path.peek()
    const timer = setTimeout(() => {
      // Another page may be on its way already.
      if (path.peek() !== here) return
      known.current = spanId
      go(withQuery({ span: spanId }), { replace: true })
    }, REST)
    return () => clearTimeout(timer)
  }, [spanId])
  useSignalEffect(() => {
    const wanted = query.value.get('span') ?? undefined
    if (wanted === known.current) return
    known.current = wanted
    if (wanted !== undefined) follow.current(wanted)
  })
}
