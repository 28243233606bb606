// Values that are looked at again and again, each look an event. Here gauges are found whose values make a look a good
// one, and others that make it a bad one, by asking the query what it yields of them.
import type { EventIndicator, Slo, ThresholdIndicator } from '../../model/model.ts'
import { tidy } from '../../model/tiers.ts'
import { accepts } from '../../promql/accepts.ts'
import { type InputSeries, metric } from '../promtool.ts'
import { type Evaluation, evaluation, type Sample } from './evaluate.ts'
import { labelSets, unasked } from './labels.ts'

/** At `none` there are no series. */
export type Look = 'good' | 'bad' | 'none'

/** What one look adds to the counted events. */
export interface Count {
  readonly bad: number
  readonly total: number
}

export interface Looks {
  readonly counts: Readonly<Record<Look, Count>>
  /** Of the time before the first look: recorded looks begin with it, a query asks what was before. */
  readonly before: Count
  readonly series: (looks: readonly Stretch[]) => InputSeries[]
}

/** So many looks of one kind, the first of all at minute 0. */
export interface Stretch {
  readonly looks: number
  readonly are: Look
}

type Judge = (series: readonly Sample[]) => Count
type Gauge = Omit<Sample, 'value'>

const NOTHING: Count = { bad: 0, total: 0 }

/** Undefined where it cannot be told from the query which values are good. */
export function looksOf({ indicator }: Slo): Looks | undefined {
  if (indicator.source === 'requests') return undefined
  const asked = indicator.source === 'threshold' ? thresholdJudge(indicator) : sampleJudge(indicator)
  if (!asked) return undefined
  const { queries, judge, numbers } = asked
  const found = levels(queries, judge, numbers)
  if (!found) return undefined
  const { gauges, good, bad } = found
  const none = judge([])
  return {
    counts: { good: judge(valued(gauges, good)), bad: judge(valued(gauges, bad)), none },
    before: indicator.source === 'threshold' ? NOTHING : none,
    series: (stretches) =>
      gauges.map(({ name, labels }, at) => ({
        series: metric(name, labels),
        values: stretches
          .filter(({ looks }) => looks > 0)
          .map(({ looks, are }) => {
            if (are === 'none') return `stale${looks > 1 ? ` _x${looks - 1}` : ''}`
            return `${(are === 'good' ? good : bad)[at]}+0x${looks - 1}`
          })
          .join(' '),
      })),
  }
}

interface Asked {
  readonly queries: readonly Evaluation[]
  readonly judge: Judge
  /** That the queries and the bound name. */
  readonly numbers: readonly number[]
}

function thresholdJudge({ query, good: { op, bound } }: ThresholdIndicator): Asked | undefined {
  const value = evaluation(query.text)
  if (!value) return undefined
  const isGood = {
    lt: (each: number) => each < bound,
    lte: (each: number) => each <= bound,
    gt: (each: number) => each > bound,
    gte: (each: number) => each >= bound,
  }[op]
  const judge = (series: readonly Sample[]) => {
    const values = value.of(series).filter((each) => !Number.isNaN(each))
    return { bad: values.filter((each) => !isGood(each)).length, total: values.length }
  }
  return { queries: [value], judge, numbers: [...numbersIn(query.text), bound] }
}

function sampleJudge({ count, total }: EventIndicator): Asked | undefined {
  const counted = 'bad' in count ? count.bad : count.good
  if (counted.yields !== 'delta' || total.yields !== 'delta') return undefined
  const [one, all] = [evaluation(counted.text), evaluation(total.text)]
  if (!one || !all) return undefined
  const sum = (query: Evaluation, series: readonly Sample[]) =>
    query.of(series).reduce((before, value) => before + value, 0)
  const judge = (series: readonly Sample[]) => {
    const [some, whole] = [sum(one, series), sum(all, series)]
    return { bad: 'bad' in count ? some : whole - some, total: whole }
  }
  return { queries: [one, all], judge, numbers: [...numbersIn(counted.text), ...numbersIn(total.text)] }
}

function numbersIn(text: string): number[] {
  const outsideStrings = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '')
  return [...outsideStrings.matchAll(/(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])/g)].map(Number)
}

interface Levels {
  readonly gauges: readonly Gauge[]
  readonly good: readonly number[]
  readonly bad: readonly number[]
}

const MOST_GAUGES = 8
const MOST_VALUES = 24

/** The fewest gauges with which a look is all good or all bad, and counts as many events in either case. */
function levels(
  queries: readonly Evaluation[],
  judge: Judge,
  numbers: readonly number[],
): Levels | undefined {
  const values = [...new Set([...numbers.flatMap(around), 1, 0])].slice(0, MOST_VALUES)
  for (let copies = 1; copies <= MOST_GAUGES; copies += 1) {
    const gauges = gaugesOf(queries, copies)
    if (!gauges) return undefined
    const judged = settings(gauges, copies, values).map((setting) => ({
      setting,
      ...judge(valued(gauges, setting)),
    }))
    for (const good of judged.filter(({ bad, total }) => bad === 0 && total > 0 && Number.isFinite(total))) {
      const bad = judged.find((each) => each.bad === good.total && each.total === good.total)
      if (bad) return { gauges, good: good.setting, bad: bad.setting }
    }
  }
  return undefined
}

/** So many for each selector. */
function gaugesOf(queries: readonly Evaluation[], copies: number): Gauge[] | undefined {
  const selectors = queries.flatMap((query) => query.selectors)
  const instance = unasked(selectors.flatMap(({ matchers }) => matchers))
  if (instance === undefined || selectors.length === 0) return undefined
  const gauges = new Map<string, Gauge>()
  for (const { metric: name, matchers } of selectors) {
    const own = labelSets(matchers).find((labels) =>
      matchers.every((matcher) => accepts(matcher, labels[matcher.label] ?? '')),
    )
    if (!own) return undefined
    for (let copy = 1; copy <= copies; copy += 1) {
      const labels = { ...own, [instance]: String.fromCharCode(96 + copy) }
      gauges.set(metric(name, labels), { name, labels })
    }
  }
  return [...gauges.values()]
}

/** Of one selector, some gauges have one value and some another; of several, all gauges of each have one. */
function settings(gauges: readonly Gauge[], copies: number, values: readonly number[]): number[][] {
  const kinds = gauges.length / copies
  if (kinds === 1)
    return values.flatMap((one) =>
      values.flatMap((other) =>
        Array.from({ length: copies }, (_, split) => gauges.map((_, at) => (at <= split ? one : other))),
      ),
    )
  if (kinds > 2) return []
  return values.flatMap((one) =>
    values.map((other) => gauges.map((_, at) => (Math.floor(at / copies) === 0 ? one : other))),
  )
}

/** No gauge here is below 0. */
const around = (number: number): number[] =>
  [number, number - 1, number + 1, number / 2, number * 2, number / 20, number * 20]
    .map(tidy)
    .filter((value) => value >= 0)

function valued(gauges: readonly Gauge[], values: readonly number[]): Sample[] {
  return gauges.map((gauge, at) => ({ ...gauge, value: values[at] as number }))
}
