import type { Figure, Table } from '../report.ts'
import { median } from '../statistics.ts'
import type { LargeTrace } from './large-trace.ts'
import type { Opening } from './overview.ts'
import type { Script } from './size.ts'

export interface Measured {
  readonly scripts: readonly Script[]
  readonly openings: readonly Opening[]
  readonly traces: readonly LargeTrace[]
}

const GOALS = { allKb: 90, paintMs: 300, taskMs: 50 }

const kb = (bytes: number): string => (bytes / 1000).toFixed(1)
const sum = (scripts: readonly Script[]): number => scripts.reduce((total, { gzipped }) => total + gzipped, 0)

export function figures({ scripts, openings, traces }: Measured): Figure[] {
  const first = openings[0]?.scripts ?? []
  const all = sum(scripts) / 1000
  const paint = median(traces.map(({ paintMs }) => paintMs))
  const task = Math.max(...traces.map(({ scroll }) => scroll.longestTask.wallMs))
  return [
    {
      name: 'console: JavaScript of all pages',
      value: all,
      unit: 'kB',
      goal: GOALS.allKb,
      met: all <= GOALS.allKb,
    },
    { name: 'console: JavaScript that the overview loads', value: sum(first) / 1000, unit: 'kB' },
    {
      name: 'console: overview interactive',
      value: median(openings.map(({ interactiveMs }) => interactiveMs)),
      unit: 'ms',
    },
    {
      name: 'console: 10,000 spans, first paint after data',
      value: paint,
      unit: 'ms',
      goal: GOALS.paintMs,
      met: paint <= GOALS.paintMs,
    },
    {
      name: 'console: 10,000 spans, longest task while scrolling',
      value: task,
      unit: 'ms',
      goal: GOALS.taskMs,
      met: task <= GOALS.taskMs,
    },
  ]
}

export function tables({ scripts, openings, traces }: Measured): Table[] {
  const first = new Set(openings[0]?.scripts.map(({ name }) => name))
  const { scroll } = traces[0] as LargeTrace
  const row = (what: string, values: readonly number[]) => [
    what,
    `${median([...values]).toFixed(0)} [${Math.max(...values).toFixed(0)}]`,
  ]
  return [
    {
      title: 'JavaScript',
      columns: ['script', 'kB', 'kB gzip', 'loaded by the overview'],
      rows: scripts.map(({ name, bytes, gzipped }) => [
        name,
        kb(bytes),
        kb(gzipped),
        first.has(name) ? 'yes' : '',
      ]),
    },
    {
      title: 'Milliseconds',
      columns: ['what', 'ms'],
      rows: [
        row(
          'overview: interactive',
          openings.map(({ interactiveMs }) => interactiveMs),
        ),
        row(
          'large trace: first paint after data',
          traces.map(({ paintMs }) => paintMs),
        ),
        row(
          'large trace: first paint after the start of the navigation',
          traces.map(({ shownMs }) => shownMs),
        ),
        row(
          `large trace: longest task while scrolling ${scroll.pixels} pixels in ${scroll.seconds.toFixed(0)} s`,
          traces.map(({ scroll }) => scroll.longestTask.wallMs),
        ),
        row(
          'large trace: computing of the longest task while scrolling',
          traces.map(({ scroll }) => scroll.longestTask.cpuMs),
        ),
        row(
          'large trace: tasks over 50 ms while scrolling (how many)',
          traces.map(({ scroll }) => scroll.longTasks.length),
        ),
      ],
    },
  ]
}
