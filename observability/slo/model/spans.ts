// How long windows are made of shorter ones: raw series are read over an hour at most, and each longer window is a sum
// of the one before it, taken at offsets, so that its cost does not grow with it.
import type { Period, Window } from './periods.ts'

export type Span = Window | Period

/** Read from the raw series; longer windows are summed from these. */
export const BASE_WINDOWS = ['5m', '30m', '1h'] as const satisfies readonly Window[]

interface Parts {
  readonly count: number
  readonly of: Span
  readonly seconds: number
}

const parts = (count: number, of: Span, seconds: number): Parts => ({ count, of, seconds })

/** What each longer window is a sum of: how many of which, one after the other. */
export const PARTS: Readonly<Record<Exclude<Span, (typeof BASE_WINDOWS)[number]>, Parts>> = {
  '2h': parts(2, '1h', 3_600),
  '6h': parts(6, '1h', 3_600),
  '1d': parts(4, '6h', 21_600),
  '3d': parts(3, '1d', 86_400),
  '7d': parts(7, '1d', 86_400),
  '28d': parts(4, '7d', 604_800),
  '30d': parts(10, '3d', 259_200),
  '90d': parts(3, '30d', 2_592_000),
}

export type LongSpan = keyof typeof PARTS

const ALERTED: readonly LongSpan[] = ['2h', '6h', '1d', '3d']
const TOWARDS: Readonly<Record<Period, readonly LongSpan[]>> = {
  '7d': ['7d'],
  '28d': ['7d', '28d'],
  '30d': ['30d'],
  '90d': ['30d', '90d'],
}

/** Summed ones that an objective over this period needs, each after those that it is made of. */
export const longSpans = (period: Period): readonly LongSpan[] => [...ALERTED, ...TOWARDS[period]]
