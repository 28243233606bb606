import type { Span } from './model.ts'

export interface TimeRange {
  readonly startNs: bigint
  readonly endNs: bigint
}

/** From the first start to the last end; never negative, though a clock may have run backwards. */
export function timeRange(spans: readonly Pick<Span, 'startNs' | 'endNs'>[]): TimeRange {
  let [startNs, endNs] = [spans[0]?.startNs ?? 0n, 0n]
  for (const span of spans) {
    if (span.startNs < startNs) startNs = span.startNs
    if (span.endNs > endNs) endNs = span.endNs
  }
  return { startNs, endNs: endNs > startNs ? endNs : startNs }
}
