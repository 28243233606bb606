// Requests that were measured one by one, as dots over the chart of durations. They are links, but out of the order of
// Tab: the list below the charts has them for the keyboard.
import type uPlot from 'uplot'
import type { RouteView } from '../../contract.ts'
import { clock, seconds } from '../data/format.ts'

type Exemplar = RouteView['exemplars'][number]

const drawn = new WeakMap<uPlot, Map<string, HTMLElement>>()

export function drawExemplars(plot: uPlot, exemplars: readonly Exemplar[]): void {
  const before = drawn.get(plot) ?? new Map<string, HTMLElement>()
  const now = new Map<string, HTMLElement>()
  for (const exemplar of exemplars) {
    const key = `${exemplar.traceId} ${exemplar.at} ${exemplar.held}`
    // The same element as before, so that what the pointer is on stays.
    const dot = before.get(key) ?? made(exemplar)
    place(dot, plot, exemplar)
    if (!dot.isConnected) plot.over.append(dot)
    now.set(key, dot)
  }
  for (const [key, dot] of before) if (!now.has(key)) dot.remove()
  drawn.set(plot, now)
}

function made({ traceId, held, seconds: length, at }: Exemplar): HTMLElement {
  const dot = document.createElement(held ? 'a' : 'span')
  dot.className = held ? 'exemplar' : 'exemplar gone'
  dot.tabIndex = -1
  dot.dataset.says = `${seconds(length)} at ${clock(at)}${held ? '' : ', not held any more'}`
  if (held) dot.setAttribute('href', `/traces/${encodeURIComponent(traceId)}`)
  return dot
}

function place(dot: HTMLElement, plot: uPlot, { at, seconds: length }: Exemplar): void {
  const left = plot.valToPos(at, 'x')
  const { clientWidth: width } = plot.over
  dot.hidden = !(left >= 0 && left <= width)
  dot.style.left = `${left}px`
  dot.style.top = `${plot.valToPos(length, 'y')}px`
  // What it says stays within the plot.
  dot.classList.toggle('leftward', left > width / 2)
}
