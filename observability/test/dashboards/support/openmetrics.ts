// Samples as text, for `promtool tsdb create-blocks-from openmetrics`.

export type Labels = Readonly<Record<string, string>>
/** A value at so many seconds since the story's start, or nothing. */
export type Values = (second: number) => number | undefined

export interface Series {
  readonly name: string
  readonly labels: Labels
  readonly values: Values
}

/** Cumulative buckets of a histogram, its count and its sum, of `count` observations by each moment. */
export function histogram(
  name: string,
  labels: Labels,
  count: Values,
  within: Readonly<Record<string, Values>>,
): Series[] {
  const buckets = { ...within, '+Inf': count }
  return [
    ...Object.entries(buckets).map(([le, values]) => ({
      name: `${name}_bucket`,
      labels: { ...labels, le },
      values,
    })),
    { name: `${name}_count`, labels, values: count },
    { name: `${name}_sum`, labels, values: (second) => scaled(count(second), 0.1) },
  ]
}

const scaled = (value: number | undefined, factor: number) => (value === undefined ? value : value * factor)

export function openMetrics(series: readonly Series[], start: number, seconds: number, step: number): string {
  const lines: string[] = []
  for (const { name, labels, values } of series) {
    const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    for (let second = 0; second <= seconds; second += step) {
      const value = values(second)
      if (value !== undefined) lines.push(`${name}{${inside.join(',')}} ${value} ${start + second}`)
    }
  }
  return `${lines.join('\n')}\n# EOF\n`
}
