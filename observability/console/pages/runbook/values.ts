// Answers of a Prometheus as text.

export function labelsInWords(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__')
  return pairs.length > 0 ? pairs.map(([name, value]) => `${name}="${value}"`).join(', ') : 'all'
}

/** Four figures. JSON has no NaN: it comes as null. */
export function valueInWords(value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'not a number'
  if (Math.abs(value) >= 1e15) return value.toExponential(3)
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(+value.toPrecision(4))
}
