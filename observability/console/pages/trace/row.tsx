import type { LogView, SpanOutline } from '../../contract.ts'
import { duration } from '../data/format.ts'
import { oneLine } from '../parts/text.ts'
import { type Bar, barOf, outside, type Stretch } from './geometry.ts'
import { markPaths, stretchPath } from './marks.ts'
import { beyondName, offsetOf, serviceOf, type TraceModel } from './model.ts'
import { hasChildren } from './tree.ts'

export interface RowProps {
  readonly model: TraceModel
  readonly index: number
  readonly row: number
  readonly top: number
  readonly height: number
  readonly stretch: Stretch
  readonly selected: boolean
  readonly collapsed: boolean
  readonly found: boolean
  readonly logs: readonly LogView[] | undefined
  readonly onSelect: (index: number) => void
  readonly onDetail: (open: boolean) => void
  readonly onToggle: (index: number) => void
}

export function Row(props: RowProps) {
  const { model, index, top, height, selected, collapsed } = props
  const span = model.outline.spans[index]
  if (!span) return null
  const depth = model.tree.depth[index] ?? 0
  const parent = hasChildren(model.tree, index)
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the treegrid has the focus and the keys
    <div
      id={`span-${index}`}
      class={props.found ? 'span found' : 'span'}
      role="row"
      aria-level={depth + 1}
      aria-rowindex={props.row + 2}
      aria-selected={selected}
      aria-expanded={parent ? !collapsed : undefined}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      onClick={() => {
        props.onSelect(index)
        props.onDetail(true)
      }}
    >
      <Name {...props} span={span} depth={depth} parent={parent} />
      <Lane {...props} span={span} />
    </div>
  )
}

interface NameProps extends RowProps {
  readonly span: SpanOutline
  readonly depth: number
  readonly parent: boolean
}

function Name({ model, index, span, depth, parent, collapsed, onToggle }: NameProps) {
  const service = serviceOf(model.outline, span)
  const below = (model.tree.end[index] ?? 0) - index - 1
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the treegrid has the focus
    <div
      class="names"
      role="gridcell"
      style={{ paddingLeft: `${depth * model.indent}px` }}
      title={`${oneLine(span.name)} · ${oneLine(service)}${span.detail ? `\n${oneLine(span.detail)}` : ''}`}
    >
      <span
        class="toggle"
        aria-hidden="true"
        onClick={(event) => {
          if (!parent) return
          event.stopPropagation()
          onToggle(index)
        }}
      >
        {parent ? (collapsed ? '▸' : '▾') : ''}
      </span>
      <span class={`service-dot ${model.colours.get(service)}`} />
      {span.error && (
        <span class="failed">
          <span aria-hidden="true">✕</span>
          <span class="unseen">failed: </span>
        </span>
      )}
      {span.orphan && index > 0 && <span class="orphan">parent not held</span>}
      <bdi class="name">{oneLine(span.name) || '(no name)'}</bdi>
      {collapsed && <span class="quiet below">+{below}</span>}
      <bdi class="detail">{oneLine(beyondName(span))}</bdi>
    </div>
  )
}

function Lane({ model, index, span, stretch, logs }: RowProps & { readonly span: SpanOutline }) {
  const bar = barOf(stretch, span.offsetNs, span.durationNs)
  const left = outside(span, model.outline.spans[model.tree.parent[index] ?? -1])
  const service = serviceOf(model.outline, span)
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the treegrid has the focus
    <div class="lane" role="gridcell">
      {bar && (
        <span
          class={`bar ${model.colours.get(service)}${span.error ? ' failed' : ''}`}
          style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
        />
      )}
      <Marks model={model} index={index} stretch={stretch} logs={logs} />
      <span class="length" style={lengthPlace(bar, stretch, span.offsetNs)}>
        {left && (
          <span class="outside" title={OUTSIDE[left]}>
            <span aria-hidden="true">{left === 'early' ? '⇤' : '⇥'}</span>
            <span class="unseen">{OUTSIDE[left]}</span>{' '}
          </span>
        )}
        {duration(span.durationNs)}
      </span>
    </div>
  )
}

const OUTSIDE = {
  early: 'begins before its parent: their clocks differ',
  late: 'goes on after its parent has ended',
}

function Marks({ model, index, stretch, logs }: Pick<RowProps, 'model' | 'index' | 'stretch' | 'logs'>) {
  const critical = model.critical.get(index)
  if (!critical && !logs) return null
  const marks = logs && markPaths(stretch, logs, (log) => offsetOf(model.outline, log.timeNs))
  return (
    <svg class="marks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {critical && <path class="critical" d={stretchPath(stretch, critical)} />}
      {marks && <path class="log" d={marks.plain} />}
      {marks && <path class="log severe" d={marks.severe} />}
    </svg>
  )
}

/** The length stands after the bar; where that is out of sight, at the edge beyond which it is. */
function lengthPlace(bar: Bar | undefined, stretch: Stretch, offsetNs: number): Record<string, string> {
  const end = bar ? bar.left + bar.width : offsetNs < stretch.from ? 0 : 100
  return { left: `calc(${end}% + 6px)` }
}
