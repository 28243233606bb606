// Answers of a Prometheus as text.

export function labelsInWords(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__')
  return pairs.length > 0 ? pairs.map(([name, value]) => `${name}="${value}"`).join(', ') : 'all'
}

/** Four figures. */
export function valueInWords(value: number | 'NaN' | '+Inf' | '-Inf'): string {
  if (typeof value === 'string') return value === 'NaN' ? 'not a number' : value.replace('Inf', '∞')
  if (Math.abs(value) >= 1e15) return value.toExponential(3)
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(+value.toPrecision(4))
}
