/** The nearest rank: the smallest value that is not below a share `q` of all. Undefined without values. */
export function percentile(sorted: ArrayLike<number>, q: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]
}
