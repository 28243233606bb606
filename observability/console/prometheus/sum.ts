/** Neumaier's, as Prometheus sums: the order of series does not matter. Undefined for none. */
export function sumOf(values: Iterable<number | undefined>): number | undefined {
  let [sum, compensation, any] = [0, 0, false]
  for (const value of values) {
    if (value === undefined) continue
    any = true
    const next = sum + value
    compensation += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return any ? sum + compensation : undefined
}
