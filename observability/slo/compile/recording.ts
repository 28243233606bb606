// Recording rules of one objective. Errors and totals are recorded apart and only ever summed: a ratio of sums has
// no idle windows to average and no NaN to spread.
import type { Slo } from '../model/model.ts'
import { PERIODS } from '../model/periods.ts'
import { BASE_WINDOWS, type LongSpan, longSpans, PARTS, type Span } from '../model/spans.ts'
import { allowedShare } from '../model/tiers.ts'
import { errorsOver, SERIES, totalOver } from '../names.ts'
import { ago, call, group, infix, sum } from '../promql/build.ts'
import { eventsOver } from './events.ts'
import type { Rule } from './rule.ts'
import { ownSeries, SAMPLES } from './series.ts'

export function recordingRules(slo: Slo): Rule[] {
  return [
    ...samples(slo),
    ...BASE_WINDOWS.flatMap((window) => {
      const { errors, total } = eventsOver(slo, window)
      return [record(slo, errorsOver(window), errors), record(slo, totalOver(window), total)]
    }),
    ...longSpans(slo.period).flatMap((span) =>
      [errorsOver, totalOver].map((name) => record(slo, name(span), summed(slo, name, span))),
    ),
    ...derived(slo),
  ]
}

function summed(slo: Slo, name: (span: Span) => string, span: LongSpan): string {
  const { count, of, seconds } = PARTS[span]
  const part = ownSeries(slo, name(of))
  const earlier = Array.from({ length: count - 1 }, (_, index) =>
    group(`${sum(ago(part, duration((index + 1) * seconds)))} or vector(0)`),
  )
  return infix('+', [sum(part), ...earlier])
}

/** What budget and burn are now: from the sums, and 0 errors where there were no events. */
function derived(slo: Slo): Rule[] {
  const allowed = allowedShare(slo.objective)
  const { owner, kind, period } = slo
  const burn = (span: Span) => `${group(ratio(slo, span))} / ${allowed}`
  const left = ownSeries(slo, SERIES.budgetLeft)
  return [
    record(slo, SERIES.objective, `vector(${slo.objective})`, { owner, kind, period }),
    record(slo, SERIES.budgetLeft, `1 - ${burn(period)}`),
    record(slo, SERIES.burnRate, burn('1h')),
    record(
      slo,
      SERIES.exhaustion,
      `${call('clamp_min', left, 0)} * ${PERIODS[period]} / ${group(`${ownSeries(slo, SERIES.burnRate)} > 0`)}`,
    ),
  ]
}

function ratio(slo: Slo, span: Span): string {
  const [errors, total] = [errorsOver(span), totalOver(span)].map((name) => sum(ownSeries(slo, name)))
  return `${errors} / ${group(`${total} > 0`)} or vector(0)`
}

/** NaN, which a quantile without traffic is, is no look at all. */
function samples(slo: Slo): Rule[] {
  if (slo.indicator.source !== 'threshold') return []
  const { query, good } = slo.indicator
  const value = group(query.text)
  const op = { lt: '<', lte: '<=', gt: '>', gte: '>=' }[good.op]
  const all = ownSeries(slo, SAMPLES.total)
  return [
    record(slo, SAMPLES.total, call('count', `${value} >= -Inf`)),
    // Both sides without labels, or `or` would keep two numbers.
    record(
      slo,
      SAMPLES.errors,
      `${sum(all)} - ${group(`${call('count', `${value} ${op} ${good.bound}`)} or vector(0)`)}`,
    ),
  ]
}

function record(slo: Slo, name: string, expr: string, labels: Readonly<Record<string, string>> = {}): Rule {
  return { record: name, expr, labels: { service: slo.service, slo: slo.name, ...labels } }
}

function duration(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400}d` : `${seconds / 3_600}h`
}
