// The spans over time. Drawn are the rows in sight; each is a few plain elements, for scrolling draws them anew.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LogView } from '../../contract.ts'
import { useKeys } from '../parts/keys.ts'
import { narrow } from '../parts/narrow.ts'
import { useVirtualRows } from '../parts/virtual-rows.ts'
import { Details } from './details.tsx'
import { waterfallKeys } from './keys.ts'
import type { TraceModel } from './model.ts'
import { Row } from './row.tsx'
import { Ruler } from './ruler.tsx'
import { Toolbar } from './toolbar.tsx'
import { rowOf } from './tree.ts'
import { useView } from './use-view.ts'

export interface WaterfallProps {
  readonly model: TraceModel
  /** By span id. */
  readonly logs: ReadonlyMap<string, readonly LogView[]>
}

/** Pixels of a row, at a desk and on a phone. */
const [WIDE, NARROW] = [26, 44]

/** And of the ruler. */
const RULER = 28

export function Waterfall({ model, logs }: WaterfallProps) {
  const viewed = useView(model)
  const { view, rows, stretch, matches } = viewed
  const height = narrow.value ? NARROW : WIDE
  const at = rowOf(rows, view.selected)
  const list = useVirtualRows({ count: rows.length, height, head: RULER, kept: at })
  const [help, showHelp] = useState(false)
  useKeys(waterfallKeys(viewed, { grid: list.scroller, height, showHelp }))
  useLayoutEffect(() => {
    if (at >= 0) list.reveal(at)
    // Only where another span is selected: scrolling away from it is allowed.
  }, [view.selected])
  usePainted(rows.length > 0)
  const found = new Set(matches)
  return (
    <div class={viewed.detailed ? 'waterfall with-details' : 'waterfall'}>
      <Toolbar model={model} viewed={viewed} help={help} showHelp={showHelp} />
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
          {list.rows.map(({ index: row, top }) => {
            const index = rows[row] ?? 0
            return (
              <Row
                key={index}
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
      {viewed.detailed && view.selected >= 0 && (
        <Details model={model} index={view.selected} logs={logs} onClose={() => viewed.detail(false)} />
      )}
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
