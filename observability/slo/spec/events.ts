// Two queries, counted events of all events: common to OpenSLO and Sloth.
import { METRICS } from '../../conventions/index.ts'
import type { EventIndicator } from '../model/model.ts'
import { type Context, placeOf } from './context.ts'
import { boundLint } from './lints.ts'
import type { Reading } from './query/read.ts'

/** The conventions' own histograms, whose bounds are known. */
const HISTOGRAMS: readonly string[] = [
  METRICS.httpServerRequestDuration,
  METRICS.httpClientRequestDuration,
  METRICS.dbClientOperationDuration,
].map((name) => `${name}_bucket`)

export function eventIndicator(
  side: 'good' | 'bad',
  counted: Reading,
  total: Reading,
  context: Context,
): { indicator: EventIndicator; kind: 'availability' | 'latency' } | undefined {
  const samples = (reading: Reading): boolean => reading.query.yields === 'delta'
  if (samples(counted) !== samples(total)) {
    const message = `one of ${side} and total counts samples, the other events over time`
    const remedy = 'write both with rate(), or both with sum_over_time()'
    context.problems.add('SLO_INDICATOR_INVALID', placeOf(total.part), message, remedy)
    return undefined
  }
  for (const reading of [counted, total]) checkBounds(reading, context)
  const count = side === 'good' ? { good: counted.query } : { bad: counted.query }
  return {
    indicator: { source: 'events', count, total: total.query },
    kind: looksLikeLatency(counted) || looksLikeLatency(total) ? 'latency' : 'availability',
  }
}

export function looksLikeLatency({ syntax: { selectors, functions } }: Reading): boolean {
  return (
    functions.has('histogram_quantile') ||
    functions.has('histogram_fraction') ||
    selectors.some(
      ({ metric, matchers }) => metric.endsWith('_bucket') || matchers.some(({ label }) => label === 'le'),
    )
  )
}

function checkBounds({ syntax: { selectors }, part }: Reading, { lints }: Context): void {
  for (const { metric, matchers } of selectors) {
    if (!HISTOGRAMS.includes(metric)) continue
    for (const { label, op, value, node } of matchers) {
      if (label !== 'le' || op !== '=' || value === '+Inf') continue
      const { place } = part.source.within(part.path, node.from)
      const lint = boundLint(Number(value), place, false)
      if (lint) lints.push(lint)
    }
  }
}
