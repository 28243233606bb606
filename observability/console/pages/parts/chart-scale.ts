// What an axis of a chart must hold.

/** From zero (or the least value below it) to a little above the most; never empty. */
export function valueRange(least: number | null, most: number | null): [number, number] {
  const low = Math.min(0, least ?? 0)
  const high = Math.max(low, most ?? 0)
  return high === low ? [low, low + 1] : [low, high + (high - low) * 0.08]
}

/** The least and most of several series, their gaps left out. */
export function extent(series: readonly (readonly (number | null)[])[]): [number | null, number | null] {
  let least: number | null = null
  let most: number | null = null
  for (const values of series)
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue
      if (least === null || value < least) least = value
      if (most === null || value > most) most = value
    }
  return [least, most]
}

/** The last value that is known. */
export function latest(values: readonly (number | null)[]): number | null {
  for (let at = values.length - 1; at >= 0; at -= 1) {
    const value = values[at]
    if (value !== null && value !== undefined) return value
  }
  return null
}
