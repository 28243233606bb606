// Where things stand across the waterfall, as percent of its width.

/** What is shown of the trace's time, in nanoseconds from its start. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

export interface Bar {
  /** Percent of the width. */
  readonly left: number
  readonly width: number
}

/** Undefined where nothing of it is in sight. A span without length has the width 0, and is drawn as thin as can be seen. */
export function barOf({ from, to }: Stretch, offsetNs: number, durationNs: number): Bar | undefined {
  const length = Math.max(1, to - from)
  const begin = (offsetNs - from) / length
  const end = (offsetNs + durationNs - from) / length
  if (end < 0 || begin > 1) return undefined
  const left = Math.max(0, begin)
  return { left: left * 100, width: (Math.min(1, end) - left) * 100 }
}

export interface Tick {
  readonly offsetNs: number
  readonly percent: number
  readonly text: string
}

/** Steps that people count in, in nanoseconds: 1, 2 and 5 of each power of ten. */
export function ticks({ from, to }: Stretch, most: number): readonly Tick[] {
  const length = to - from
  if (length <= 0) return [{ offsetNs: from, percent: 0, text: tickText(from, 1, to) }]
  const step = roundStep(length / most)
  const found: Tick[] = []
  for (let at = Math.ceil(from / step) * step; at <= to && found.length <= most; at += step)
    found.push({ offsetNs: at, percent: ((at - from) / length) * 100, text: tickText(at, step, to) })
  return found
}

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const

/** All ticks in the unit of the last one, with as many digits as tell a tick from the next. */
function tickText(offsetNs: number, step: number, last: number): string {
  if (offsetNs === 0) return '0'
  const [size, unit] = UNITS.find(([least]) => last >= least) ?? UNITS[3]
  return `${(offsetNs / size).toFixed(Math.max(0, Math.ceil(-Math.log10(step / size))))} ${unit}`
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)))
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
}

/** A span's own time and as much around it, within the trace. */
export function around(whole: Stretch, offsetNs: number, durationNs: number): Stretch {
  const room = Math.max(durationNs * 0.1, (whole.to - whole.from) / 10_000)
  return {
    from: Math.max(whole.from, offsetNs - room),
    to: Math.min(whole.to, offsetNs + durationNs + room),
  }
}

export type Outside = 'early' | 'late' | undefined

interface Span {
  readonly offsetNs: number
  readonly durationNs: number
}

/**
 * Whether a span leaves its parent's time: it begins before it (two clocks that differ), or goes on after it (the same, or
 * the parent did not wait). Less than a thousandth of the parent is how exactly clocks are read.
 */
export function outside(span: Span, parent: Span | undefined): Outside {
  if (!parent) return undefined
  const exact = parent.durationNs / 1_000
  if (span.offsetNs < parent.offsetNs - exact) return 'early'
  return span.offsetNs + span.durationNs > parent.offsetNs + parent.durationNs + exact ? 'late' : undefined
}
