// An objective in words.
import type { SloView } from '../../contract.ts'
import { stretch } from '../data/format.ts'

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  m: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  d: ['day', 'days'],
  w: ['week', 'weeks'],
}

/** 30d is 30 days; what it does not know stays as it is. */
export function periodInWords(period: string): string {
  const { number, unit } = /^(?<number>\d+)(?<unit>[mhdw])$/.exec(period)?.groups ?? {}
  const names = unit && UNITS[unit]
  return names ? `${number} ${number === '1' ? names[0] : names[1]}` : period
}

/** Exactly, for an objective of 99.95 % is not one of 100 %. */
export const percent = (share: number): string => `${+(share * 100).toPrecision(9)} %`

export function promise({ objective, period, kind }: Pick<SloView, 'objective' | 'period' | 'kind'>): string {
  const good = kind === 'availability' ? 'answered well' : 'answered in time'
  return `${percent(objective)} of requests ${good}, over any ${periodInWords(period)}`
}

/** Of what the budget is, where samples are younger than the period: then it is not that of the whole. */
export function seenSince(
  { since, period, periodSeconds }: Pick<SloView, 'since' | 'period' | 'periodSeconds'>,
  now: number,
): string | undefined {
  if (since === null) return undefined
  const seen = Math.max(0, (now - since) / 1000)
  if (seen >= periodSeconds) return undefined
  return `of the ${stretch(seconds(seen))} that samples are held for, not of ${periodInWords(period)}`
}

const seconds = (value: number): number => Math.max(1, value)

/** Links to traces of what is bad: slow ones where an objective is about time, failures always. */
export function tracesToSee(
  slos: readonly Pick<SloView, 'kind' | 'bad'>[],
): readonly (readonly [text: string, filter: ReturnType<typeof badTraces>])[] {
  const limits = slos.flatMap((slo) => badTraces(slo).min_ms ?? []).map(Number)
  const slow = limits.length > 0 ? [['Slow traces', { min_ms: String(Math.min(...limits)) }] as const] : []
  return [...slow, ['Failing traces', { status: 'error' }]]
}

/** What the traces page is to show of what was bad: failures, or what took longer than the words name. */
export function badTraces({ kind, bad }: Pick<SloView, 'kind' | 'bad'>): {
  readonly status?: string
  readonly min_ms?: string
} {
  if (kind === 'availability') return { status: 'error' }
  const { number, unit } = /(?<number>\d+(?:\.\d+)?) ?(?<unit>ms|s)\b/.exec(bad)?.groups ?? {}
  return number ? { min_ms: String(Number(number) * (unit === 's' ? 1000 : 1)) } : {}
}
