// Annotations of the compiled rules, filled in as Prometheus does: the few placeholders that those use.
import type { Labels } from '../prometheus/parse.ts'

const PLACEHOLDER =
  /\{\{ (?:printf "%\.(?<digits>\d)f" \$value|(?<share>\$value \| humanizePercentage)|\$labels\.(?<label>\w+)) \}\}/g

export function filled(text = '', { labels, value }: { labels: Labels; value: number }): string {
  return text.replace(PLACEHOLDER, (...args) => {
    const { digits, share, label } = args.at(-1) as Record<string, string | undefined>
    if (digits !== undefined) return value.toFixed(Number(digits))
    if (share !== undefined) return `${Number((value * 100).toPrecision(4))}%`
    return labels[label ?? ''] ?? ''
  })
}
