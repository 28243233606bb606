// A line chart on uPlot that follows its data, its width and the theme. A canvas says nothing to a screen reader: the name
// of the figure has the last values in words.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { chartOptions, dataOf, type Look } from './chart-options.ts'
import { latest } from './chart-scale.ts'
import { themed } from './theme-switch.tsx'
import './chart.css'

interface Props extends Look {
  readonly title: string
  /** Milliseconds since 1970. */
  readonly times: readonly number[]
  /** Draws over the plot, in its own element, after each drawing. */
  readonly over?: (plot: uPlot) => void
  /** Below the title. */
  readonly children?: ComponentChildren
}

export function Chart({ title, times, over, children, ...look }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const shown = useRef({ look, over })
  shown.current = { look, over }
  const structure = look.lines.map(({ label }) => label).join()

  useEffect(() => {
    const element = box.current
    if (!element) return
    const colours = getComputedStyle(document.documentElement)
    const made = new uPlot(
      chartOptions(() => shown.current.look, {
        width: element.clientWidth,
        colourOf: (name) => colours.getPropertyValue(name),
        drawn: (drawing) => shown.current.over?.(drawing),
      }),
      dataOf(times, look.lines),
      element,
    )
    plot.current = made
    const resized = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: made.height }),
    )
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
    }
  }, [structure])
  useEffect(() => plot.current?.setData(dataOf(times, look.lines)), [times, look.lines])
  const theme = themed.value
  useEffect(() => plot.current?.redraw(false), [theme])

  return (
    <figure class="chart" aria-label={inWords(title, look)}>
      <figcaption>{title}</figcaption>
      {children}
      <div ref={box} aria-hidden="true" />
    </figure>
  )
}

function inWords(title: string, { lines, format }: Look): string {
  const last = lines.map(({ label, values }) => {
    const value = latest(values)
    return `${label} ${value === null ? 'unknown' : format(value)}`
  })
  return `${title}: last ${last.join(', ')}`
}
