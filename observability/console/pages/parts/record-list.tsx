// A long list of records, drawn as far as it is in sight. One of them is active: keys move it, and it can be opened.
import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { useKeys } from './keys.ts'
import { moved } from './move.ts'
import { narrow } from './narrow.ts'
import './record-list.css'
import { useVirtualRows } from './virtual-rows.ts'

export interface Column<T> {
  readonly header: string
  /** Names the column's place: `.record-list .{name}` in the page's style sheet. */
  readonly name: string
  readonly cell: (record: T) => ComponentChildren
}

export interface RecordListProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly records: readonly T[]
  readonly keyOf: (record: T) => string
  /** Key of the active record, whether it is among the records or not. */
  readonly active: string | undefined
  readonly onActive: (key: string) => void
  readonly onOpen: (record: T) => void
  /** Pixels of a row, at a desk and on a phone. */
  readonly heights: readonly [wide: number, narrow: number]
}

/** Pixels of the names of the columns; a phone has no room for them. */
const HEAD = 28

export function RecordList<T>(props: RecordListProps<T>) {
  const { label, columns, records, keyOf, active, heights } = props
  const height = heights[narrow.value ? 1 : 0]
  const at = active === undefined ? -1 : records.findIndex((record) => keyOf(record) === active)
  const { scroller, rows, total, reveal } = useVirtualRows({
    count: records.length,
    height,
    head: narrow.value ? 0 : HEAD,
    kept: at,
  })
  useListKeys(props, at, scroller, height)
  useLayoutEffect(() => {
    if (at >= 0) reveal(at)
    // Only where another one is active: the list must not follow a record that newer ones push down.
  }, [active])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that are out of sight
    <div
      class="record-list"
      role="grid"
      aria-label={label}
      aria-rowcount={records.length + 1}
      aria-activedescendant={at >= 0 ? idOf(label, at) : undefined}
      tabIndex={0}
      ref={scroller}
    >
      <Heads columns={columns} />
      <div role="presentation" class="records" style={{ height: `${total}px` }}>
        {rows.map(({ key, index, top }) => (
          <Row key={key} list={props} index={index} selected={index === at} top={top} height={height} />
        ))}
      </div>
    </div>
  )
}

const idOf = (label: string, index: number): string => `${label.toLowerCase()}-${index}`

/** Keys move the active record, which is at `at`, and open it. */
function useListKeys<T>(
  { records, keyOf, onActive, onOpen }: RecordListProps<T>,
  at: number,
  scroller: RefObject<HTMLDivElement | null>,
  height: number,
): void {
  const move = (to: number) => () => {
    const record = records[moved(to, records.length)]
    if (!record) return
    scroller.current?.focus({ preventScroll: true })
    onActive(keyOf(record))
  }
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1)
  const [down, up] = [move(at + 1), move(at - 1)]
  useKeys({
    j: down,
    k: up,
    ArrowDown: down,
    ArrowUp: up,
    PageDown: () => move(at + page())(),
    PageUp: () => move(at - page())(),
    Home: move(0),
    End: move(records.length - 1),
    Enter: () => {
      const record = records[at]
      if (record) onOpen(record)
    },
  })
}

function Heads<T>({ columns }: Pick<RecordListProps<T>, 'columns'>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus
    <div class="record heads" role="row" aria-rowindex={1}>
      {columns.map(({ header, name }) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus
        <div key={name} class={name} role="columnheader">
          {header}
        </div>
      ))}
    </div>
  )
}

interface RowProps<T> {
  readonly list: RecordListProps<T>
  readonly index: number
  readonly selected: boolean
  readonly top: number
  readonly height: number
}

function Row<T>({ list, index, selected, top, height }: RowProps<T>) {
  const { label, columns, records, keyOf, onActive, onOpen } = list
  const record = records[index]
  if (record === undefined) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the grid has the focus and the keys
    <div
      id={idOf(label, index)}
      class="record"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      onClick={(event) => {
        if (isLink(event)) return
        onActive(keyOf(record))
        onOpen(record)
      }}
    >
      {columns.map(({ name, cell }) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus
        <div key={name} class={name} role="gridcell">
          {cell(record)}
        </div>
      ))}
    </div>
  )
}

const isLink = ({ target }: Event): boolean => target instanceof Element && target.closest('a') !== null
