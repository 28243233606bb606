// Draws only the rows of a long list that are in sight. Every row has the same height, so where one stands is a
// multiplication; lists whose rows must be measured need a library of a tenth of all that the pages may weigh.
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type InSight, rowsInSight, scrolledTo } from './rows-in-sight.ts'

export interface VirtualRows {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>
  /** The rows to draw, in order. */
  readonly rows: readonly VirtualRow[]
  /** Pixels of all rows together. */
  readonly total: number
  readonly reveal: (index: number) => void
}

export interface VirtualRow {
  /** A row that leaves gives its elements, which have this key, to one that comes: that costs less than new ones. */
  readonly key: number
  readonly index: number
  readonly top: number
}

export interface VirtualRowsOptions {
  readonly count: number
  /** Pixels of a row. */
  readonly height: number
  /** Pixels of what stays above the rows while they scroll. */
  readonly head: number
  /** A row that is drawn wherever it is: assistive technology must find the active one. */
  readonly kept: number
}

export function useVirtualRows({ count, height, head, kept }: VirtualRowsOptions): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null)
  // Rows are there with the first frame, before the element has been measured.
  const [shown, show] = useState<InSight>(() => rowsInSight(0, innerHeight, height))
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () =>
      show((before) => {
        const now = rowsInSight(element.scrollTop, element.clientHeight, height)
        return now.first === before.first && now.end === before.end ? before : now
      })
    const resized = new ResizeObserver(look)
    resized.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [height])
  const most = useRef(0)
  most.current = Math.max(most.current, shown.end - shown.first)
  const rows: VirtualRow[] = []
  const draw = (index: number, key: number) => rows.push({ key, index, top: index * height })
  if (kept >= 0 && kept < shown.first) draw(kept, -1)
  for (let index = shown.first; index < Math.min(shown.end, count); index++) draw(index, index % most.current)
  if (kept >= shown.end && kept < count) draw(kept, -1)
  return {
    scroller,
    rows,
    total: count * height,
    reveal: (index) => {
      const element = scroller.current
      if (element) element.scrollTop = scrolledTo(index, element, height, head)
    },
  }
}
