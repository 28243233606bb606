// The rows in sight, each a few plain elements: scrolling draws them anew, and nothing else.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { LogView } from '../../contract.ts'
import { useKeys } from '../parts/keys.ts'
import { narrow } from '../parts/narrow.ts'
import { useVirtualRows } from '../parts/virtual-rows.ts'
import { waterfallKeys } from './keys.ts'
import type { TraceModel } from './model.ts'
import { Row } from './row.tsx'
import { Ruler } from './ruler.tsx'
import { rowOf } from './tree.ts'
import type { Viewed } from './use-view.ts'

export interface SpansProps {
  readonly model: TraceModel
  readonly logs: ReadonlyMap<string, readonly LogView[]>
  readonly viewed: Viewed
  readonly showHelp: (open: boolean) => void
}

/** Pixels of a row, at a desk and on a phone. */
const [WIDE, NARROW] = [26, 44]

/** And of the ruler. */
const RULER = 28

export function Spans({ model, logs, viewed, showHelp }: SpansProps) {
  const { view, rows, stretch, found } = viewed
  const height = narrow.value ? NARROW : WIDE
  const at = rowOf(rows, view.selected)
  const list = useVirtualRows({ count: rows.length, height, head: RULER, kept: at })
  useKeys(waterfallKeys(viewed, { grid: list.scroller, height, showHelp }))
  useLayoutEffect(() => {
    if (at >= 0) list.reveal(at)
    // Only where another span is selected: scrolling away from it is allowed.
  }, [view.selected])
  usePainted(rows.length > 0)
  return (
    <div
      class="spans"
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={at >= 0 ? `span-${view.selected}` : undefined}
      tabIndex={0}
      ref={list.scroller}
    >
      <Ruler stretch={stretch} zoomed={viewed.zoomed} />
      <div role="presentation" class="rows" style={{ height: `${list.total}px` }}>
        {list.rows.map(({ key, index: row, top }) => {
          const index = rows[row] ?? 0
          return (
            <Row
              key={key}
              {...{ model, index, row, top, height, stretch }}
              selected={index === view.selected}
              collapsed={view.collapsed.has(index)}
              found={found.has(index)}
              logs={logs.get(model.outline.spans[index]?.spanId ?? '')}
              onSelect={viewed.select}
              onDetail={viewed.detail}
              onToggle={viewed.toggle}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Tells whoever measures when the first frame with rows was painted. */
function usePainted(there: boolean): void {
  const told = useRef(false)
  useEffect(() => {
    if (!there || told.current) return
    told.current = true
    // What a frame asks for runs before it is painted; a task asked for then runs after.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        performance.mark('trace-painted')
        port1.close()
      }
      port2.postMessage(null)
    })
  }, [there])
}
