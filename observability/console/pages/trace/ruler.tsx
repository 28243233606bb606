import { narrow } from '../parts/narrow.ts'
import { type Stretch, ticks } from './geometry.ts'

export function Ruler({ stretch, zoomed }: { readonly stretch: Stretch; readonly zoomed: boolean }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the treegrid has the focus
    <div class="ruler" role="row" aria-rowindex={1}>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the treegrid has the focus */}
      <div class="names" role="columnheader">
        Span
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the treegrid has the focus */}
      <div class="lane" role="columnheader" aria-label={zoomed ? 'Time, zoomed' : 'Time'}>
        {ticks(stretch, narrow.value ? 4 : 8).map(({ offsetNs, percent, text }) => (
          <span key={offsetNs} class="tick" style={{ left: `${percent}%` }}>
            {text}
          </span>
        ))}
      </div>
    </div>
  )
}
