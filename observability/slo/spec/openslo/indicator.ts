// An OpenSLO indicator: two queries to compare, one value to look at, or the short form of a stamped service.
import type { Indicator, ThresholdIndicator } from '../../model/model.ts'
import { at, type Context, type Part, placeOf } from '../context.ts'
import { eventIndicator, looksLikeLatency } from '../events.ts'
import { didYouMean, quoted } from '../problems.ts'
import { readEvents, readValue } from '../query/read.ts'
import type { Catalogue } from './catalogue.ts'
import type { IndicatorSpec, Metric } from './shapes.ts'
import { STAMPED, stampedIndicator } from './stamped.ts'

export interface Measured {
  readonly kind: 'availability' | 'latency'
  /** What is good about a value, each objective says for itself. */
  readonly indicator: Indicator | Omit<ThresholdIndicator, 'good'>
}

/** `part` is the indicator's spec. */
export function readIndicator(
  spec: IndicatorSpec,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): Measured | undefined {
  const { ratioMetric: ratio, thresholdMetric: threshold } = spec
  if (Boolean(ratio) === Boolean(threshold)) {
    const message = ratio ? 'has both a ratioMetric and a thresholdMetric' : 'has no metric'
    return invalid(part, `the indicator ${message}`, 'give a ratioMetric or a thresholdMetric', context)
  }
  if (threshold) return readThreshold(threshold, at(part, 'thresholdMetric'), catalogue, context)
  return ratio ? readRatio(ratio, at(part, 'ratioMetric'), catalogue, context) : undefined
}

/** Those that no SLO refers to as well. */
export function checkIndicators(catalogue: Catalogue, context: Context): void {
  for (const { document, part } of catalogue.all('SLI')) {
    readIndicator(document.spec, at(part, 'spec'), catalogue, context)
  }
}

function readRatio(
  ratio: NonNullable<IndicatorSpec['ratioMetric']>,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): Measured | undefined {
  const raw = (['raw', 'rawType'] as const).find((key) => ratio[key] !== undefined)
  if (raw) {
    const message = 'a ratio that is already worked out has no counts to add up'
    const remedy = 'give good or bad, and total, in place of raw and rawType'
    context.problems.add('SLO_RAW_UNSUPPORTED', placeOf(at(part, raw)), message, remedy)
    return undefined
  }
  const { good, bad, total, counter } = ratio
  if (!total || Boolean(good) === Boolean(bad)) {
    const message = total ? `has ${good ? 'both good and bad' : 'neither good nor bad'}` : 'has no total'
    return invalid(part, `the ratioMetric ${message}`, 'give total, and either good or bad', context)
  }
  const side = good ? 'good' : 'bad'
  const metric = (good ?? bad) as Metric
  const type = typeOf(metric, at(part, side), catalogue, context)
  const totalType = typeOf(total, at(part, 'total'), catalogue, context)
  if (!type || !totalType) return undefined
  if (type !== totalType) {
    return invalid(part, `${side} and total come from different sources`, 'give both the same type', context)
  }
  if (type === STAMPED) {
    const indicator = stampedIndicator(side, metric, total, part, context)
    return indicator && { indicator, kind: 'failed' in indicator.bad ? 'availability' : 'latency' }
  }
  const query = queryOf(metric, at(part, side), context)
  const totalQuery = queryOf(total, at(part, 'total'), context)
  const counted = query && readEvents(query.text, query.part, counter, context)
  const all = totalQuery && readEvents(totalQuery.text, totalQuery.part, counter, context)
  return counted && all && eventIndicator(side, counted, all, context)
}

function readThreshold(
  metric: Metric,
  part: Part,
  catalogue: Catalogue,
  context: Context,
): Measured | undefined {
  const type = typeOf(metric, part, catalogue, context)
  if (type === STAMPED) {
    return invalid(part, `${STAMPED} counts requests`, 'give a ratioMetric', context)
  }
  const query = type && queryOf(metric, part, context)
  const value = query && readValue(query.text, query.part, context)
  if (!value) return undefined
  const kind = looksLikeLatency(value) ? 'latency' : 'availability'
  return { kind, indicator: { source: 'threshold', query: value.query } }
}

/** `prometheus` or `paved-road`; of the data source where the metric refers to one. */
function typeOf(
  { metricSource: { type, metricSourceRef } }: Metric,
  part: Part,
  catalogue: Catalogue,
  { problems }: Context,
): 'prometheus' | typeof STAMPED | undefined {
  const source = at(part, 'metricSource')
  // A type of its own says enough where no data sources are given.
  const mustFind =
    metricSourceRef !== undefined && (type === undefined || catalogue.isIn(part.source.file, 'DataSource'))
  const found = mustFind
    ? catalogue.find('DataSource', metricSourceRef, at(source, 'metricSourceRef'))
    : undefined
  if (mustFind && !found) return undefined
  const said = type ?? found?.document.spec.type
  const where = placeOf(at(source, type === undefined ? 'metricSourceRef' : 'type'))
  const known = [STAMPED, 'prometheus'] as const
  const result = known.find((name) => name === said?.toLowerCase())
  if (said === undefined) {
    const remedy = 'give type: prometheus, or a metricSourceRef'
    problems.add('SLO_FIELD_MISSING', placeOf(source), 'the metricSource has no type', remedy)
  } else if (!result) {
    const message = `metrics of type ${quoted(said)} are not supported${didYouMean(said, known)}`
    problems.add(
      'SLO_SOURCE_UNSUPPORTED',
      where,
      message,
      `use prometheus with a PromQL query, or ${STAMPED}`,
    )
  } else if (found && found.document.spec.type.toLowerCase() !== result) {
    const message = `the type is ${said}, but that of its data source is ${found.document.spec.type}`
    problems.add('SLO_INDICATOR_INVALID', where, message, 'leave out the type, or correct either')
  }
  return result
}

const QUERY_KEYS = ['query', 'promql', 'queryString']

function queryOf(
  metric: Metric,
  part: Part,
  { problems }: Context,
): { text: string; part: Part } | undefined {
  const spec = metric.metricSource.spec ?? {}
  const where = at(part, 'metricSource', 'spec')
  const key = QUERY_KEYS.find((name) => spec[name] !== undefined)
  const text = key === undefined ? undefined : spec[key]
  if (key !== undefined && typeof text === 'string') return { text, part: at(where, key) }
  const misspelt =
    Object.keys(spec)
      .map((name) => didYouMean(name, QUERY_KEYS))
      .find(Boolean) ?? ''
  const message = key === undefined ? `the metricSource has no query${misspelt}` : 'the query is not a text'
  problems.add('SLO_FIELD_MISSING', placeOf(where), message, 'give the PromQL as spec.query')
  return undefined
}

function invalid(part: Part, message: string, remedy: string, { problems }: Context): undefined {
  problems.add('SLO_INDICATOR_INVALID', placeOf(part), message, remedy)
}
