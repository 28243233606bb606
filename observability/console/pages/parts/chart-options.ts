// A chart's data and looks as uPlot wants them.
import type uPlot from 'uplot'
import { clock } from '../data/format.ts'
import { extent, valueRange } from './chart-scale.ts'

/** Colours by the theme's names, so that they follow it. */
export type Colour = '--accent' | '--bad' | '--warn' | '--good' | '--quiet'

export interface Line {
  readonly label: string
  readonly colour: Colour
  readonly values: readonly (number | null)[]
  /** Told apart without colour. */
  readonly dash?: number[]
}

export interface Look {
  readonly lines: readonly Line[]
  readonly format: (value: number) => string
  /** Values that must be in sight besides the lines'. */
  readonly alsoSeen?: readonly number[]
}

const MINUTE = 60_000
const HEIGHT = 170
const FONT = '11px system-ui, sans-serif'

export const dataOf = (times: readonly number[], lines: readonly Line[]): uPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
]

/** To the minute, or to the second where ticks are nearer to each other than that. */
function tickTime([first = 0, second = first + MINUTE]: readonly number[]): (at: number) => string {
  return (at) => (second - first < MINUTE ? clock(at) : clock(at).slice(0, 5))
}

const isThere = (value: number | null | undefined): boolean => value !== null && value !== undefined

/** `look` is asked at each drawing: what it answers may be newer than the chart. */
export function chartOptions(
  look: () => Look,
  {
    width,
    colourOf,
    drawn,
  }: { width: number; colourOf: (name: string) => string; drawn: (plot: uPlot) => void },
): uPlot.Options {
  const axis = { font: FONT, stroke: () => colourOf('--quiet'), ticks: { show: false } }
  const grid = { stroke: () => colourOf('--line'), width: 0.5 }
  const said = (value: number | null) => (value === null || value === undefined ? '–' : look().format(value))
  return {
    width,
    height: HEIGHT,
    // Times are milliseconds.
    ms: 1,
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: false, y: false }, sync: { key: 'console' }, points: { size: 6 } },
    // A label's colour is set once, and the theme may change: the style sheet has its line's.
    legend: { markers: { show: false, stroke: () => 'inherit' } },
    hooks: { draw: [drawn] },
    scales: {
      y: {
        range: () =>
          valueRange(...extent([...look().lines.map(({ values }) => values), look().alsoSeen ?? []])),
      },
    },
    axes: [
      {
        ...axis,
        grid,
        size: 26,
        space: 70,
        values: (_, splits) => splits.map(tickTime(splits)),
      },
      { ...axis, grid, size: 58, space: 32, values: (_, splits) => splits.map(said) },
    ],
    series: [
      { label: 'Time', value: (_, at) => (at === null ? '–' : clock(at)) },
      ...look().lines.map(
        ({ label, colour, dash }): uPlot.Series => ({
          label,
          // How the legend knows its colour, which uPlot would set once and for all.
          class: `${colour.slice(2)}${dash ? '-dashed' : ''}`,
          width: 1.5,
          stroke: () => colourOf(colour),
          // One alone is no line, and would not be seen.
          points: { show: ({ data }, series) => Array.from(data[series] ?? []).filter(isThere).length === 1 },
          value: (_, value) => said(value),
          ...(dash && { dash }),
        }),
      ),
    ],
  }
}
