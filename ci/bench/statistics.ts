/** Linear interpolation between closest ranks. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = sorted[Math.floor(at)]
  const high = sorted[Math.ceil(at)]
  if (low === undefined || high === undefined) throw new Error('no values')
  return low + (high - low) * (at % 1)
}

export const median = (values: number[]): number => quantile(values, 0.5)
