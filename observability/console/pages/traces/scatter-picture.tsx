// Durations over time: one look tells whether slowness is new, constant or rare. The list below has the same in words.
import { useMemo, useRef, useState } from 'preact/hooks'
import type { TraceSummary } from '../../contract.ts'
import { clock, duration } from '../data/format.ts'
import { oneLine } from '../parts/text.ts'
import { type Dot, nearest, scatter } from './scatter.ts'

export interface ScatterPictureProps {
  readonly traces: readonly TraceSummary[]
  readonly active: string | undefined
  readonly onOpen: (traceId: string) => void
}

/** The picture's own measure, stretched to what it is given. */
const [WIDTH, HEIGHT] = [1_000, 100]

export function ScatterPicture({ traces, active, onOpen }: ScatterPictureProps) {
  const { dots, from, to, shortest, longest } = useMemo(() => scatter(traces), [traces])
  const picture = useRef<SVGSVGElement>(null)
  const [hovered, hover] = useState<Dot | undefined>(undefined)
  const under = (event: MouseEvent) => {
    const box = picture.current?.getBoundingClientRect()
    return box && nearest(dots, { x: event.clientX - box.left, y: event.clientY - box.top }, box)
  }
  const marked = hovered ?? dots.find(({ traceId }) => traceId === active)
  const told = traces.find(({ traceId }) => traceId === hovered?.traceId)
  return (
    <figure class="scatter">
      <span class="high">{duration(longest)}</span>
      <span class="low">{duration(shortest)}</span>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list below opens the same traces by keys */}
      <svg
        ref={picture}
        role="img"
        aria-label={`Durations of ${traces.length} traces over time, from ${duration(shortest)} to ${duration(longest)}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        data-hovered={hovered ? '' : undefined}
        onMouseMove={(event) => hover(under(event))}
        onMouseLeave={() => hover(undefined)}
        onClick={(event) => {
          const dot = under(event)
          if (dot) onOpen(dot.traceId)
        }}
      >
        <path class="fine" d={outline(dots.filter(({ failed }) => !failed))} />
        <path class="failed" d={outline(dots.filter(({ failed }) => failed))} />
        {marked && <path class="marked" d={outline([marked])} />}
      </svg>
      <figcaption>
        <span>{clock(from)}</span>
        <span class="told">
          {told
            ? `${oneLine(told.name)} · ${oneLine(told.service)} · ${duration(told.durationNs)}`
            : 'duration by start, logarithmic; squares failed'}
        </span>
        <span>{clock(to)}</span>
      </figcaption>
    </figure>
  )
}

/** One path for all: each dot is a line without length, drawn as its cap. */
const outline = (dots: readonly Dot[]): string =>
  dots.map(({ x, y }) => `M${(x * WIDTH).toFixed(1)} ${((1 - y) * HEIGHT).toFixed(1)}h0.01`).join('')
