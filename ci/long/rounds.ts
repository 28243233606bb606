// How long a long test is: a size for a developer, one for CI, or LONG_SCALE times the former.

export function sized(here: number, inCi: number): number {
  const { LONG_SCALE, CI } = process.env
  if (LONG_SCALE) return Math.max(1, Math.round(here * Number(LONG_SCALE)))
  return CI === 'true' ? inCi : here
}
