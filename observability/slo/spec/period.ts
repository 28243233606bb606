import type { Place } from '../model/model.ts'
import { PERIOD_NAMES, PERIODS, type Period, WINDOWS, type Window } from '../model/periods.ts'
import { type Problems, quoted } from './problems.ts'

/** OpenSLO's duration shorthand; months, quarters and years have no fixed length. */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }

const seconds = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * (SECONDS[unit] ?? Number.NaN)
}

/** Equal lengths are equal: `4w` is `28d`. */
export function toPeriod(text: string, place: Place, problems: Problems): Period | undefined {
  const length = seconds(text)
  const period = PERIOD_NAMES.find((name) => PERIODS[name] === length)
  if (period) return period
  const remedy = `use ${PERIOD_NAMES.slice(0, -1).join(', ')} or ${PERIOD_NAMES.at(-1)}`
  const message = /^\d+[MQY]$/.test(text)
    ? `window ${quoted(text)} has no fixed length and so cannot roll`
    : `window ${quoted(text)} is not supported`
  problems.add('SLO_WINDOW_UNSUPPORTED', place, message, remedy)
  return undefined
}

export function toWindow(text: string): Window | undefined {
  const length = seconds(text)
  return (Object.keys(WINDOWS) as Window[]).find((name) => WINDOWS[name] === length)
}
