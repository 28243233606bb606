import { count } from '../data/format.ts'
import { leaveOnEscape } from '../parts/filters.tsx'
import { KeysHelp } from '../parts/keys-help.tsx'
import { TOLD } from './keys.ts'
import type { TraceModel } from './model.ts'
import type { Viewed } from './use-view.ts'

export interface ToolbarProps {
  readonly model: TraceModel
  readonly viewed: Viewed
  readonly help: boolean
  readonly showHelp: (open: boolean) => void
}

export function Toolbar({ model: { errors }, viewed, help, showHelp }: ToolbarProps) {
  const { view, text, matches } = viewed
  return (
    <div class="toolbar">
      <search>
        <input
          id="trace-search"
          type="search"
          aria-label="Search this trace"
          placeholder="Search this trace"
          value={text}
          onInput={({ currentTarget }) => viewed.search(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') viewed.match(event.shiftKey ? -1 : 1)
            leaveOnEscape(event)
          }}
        />
      </search>
      <span class="quiet matches" role="status">
        {text.trim() && told(matches, view.selected)}
      </span>
      {errors.length > 0 && (
        <span class="errors">
          <button type="button" onClick={() => viewed.error(-1)} aria-label="Previous error">
            ‹
          </button>
          <button type="button" onClick={() => viewed.error(1)} aria-label="Next error">
            error ›
          </button>
        </span>
      )}
      <button type="button" onClick={viewed.collapse}>
        {view.collapsed.size > 0 ? 'Expand all' : 'Collapse'}
      </button>
      {(viewed.zoomed || view.selected >= 0) && (
        <button type="button" onClick={viewed.zoomTo}>
          {viewed.zoomed ? 'Whole trace' : 'Zoom to span'}
        </button>
      )}
      <KeysHelp keys={TOLD} open={help} onChange={showHelp} />
    </div>
  )
}

function told(matches: readonly number[], selected: number): string {
  if (matches.length === 0) return 'no match'
  const at = matches.indexOf(selected)
  return `${at < 0 ? '' : `${count(at + 1)} of `}${count(matches.length)} ${matches.length === 1 ? 'match' : 'matches'}`
}
