// What is left of an error budget, as a length and as a verdict.

export type Verdict = 'unknown' | 'early' | 'good' | 'low' | 'spent'

/** Below a quarter a team looks before it deploys; below nothing the promise is broken. */
const LOW = 0.25

export function verdict(left: number | null, enough: boolean): Verdict {
  if (left === null) return 'unknown'
  if (left < LOW && !enough) return 'early'
  if (left <= 0) return 'spent'
  return left < LOW ? 'low' : 'good'
}

/** Percent of the bar's length. */
export const barLength = (left: number | null): number => Math.max(0, Math.min(1, left ?? 0)) * 100

/** 62 %; −140 % is overspent by 140 %. A budget that is not untouched never reads 100 %, one with a rest never 0 %. */
export function budgetLeft(left: number | null): string {
  if (left === null) return 'not evaluated'
  const percent = left * 100
  const whole = Math.round(percent)
  if (percent > 0 && percent < 1) return `${percent.toFixed(2)} %`
  if (percent < 100 && whole === 100) return '99.9 %'
  return `${(whole === 0 ? 0 : whole).toLocaleString('en').replace('-', '−')} %`
}
