// Reads the Prometheus text format and OpenMetrics, exemplars included.
// https://prometheus.io/docs/instrumenting/exposition_formats/ · https://prometheus.io/docs/specs/om/open_metrics_spec/

export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly name: string
  readonly labels: Labels
  readonly value: number
  readonly exemplar?: { readonly labels: Labels; readonly value: number }
}

/** The text is not an exposition: says which line. */
export class MalformedExposition extends Error {
  readonly line: number

  constructor(line: number, text: string) {
    super(`line ${line} is not a Prometheus sample: ${text.slice(0, 120)}`)
    this.line = line
  }
}

const NUMBER = String.raw`[+-]?(?:\d[\d.]*(?:[eE][+-]?\d+)?|\.\d+|Inf|NaN)`
const LABELS = String.raw`\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}`
const SAMPLE = new RegExp(
  String.raw`^(?<name>[a-zA-Z_:][\w:]*)\s*(?<labels>${LABELS})?\s+(?<value>${NUMBER})(?:\s+${NUMBER})?` +
    String.raw`(?:\s+#\s*(?<exemplar>${LABELS})\s+(?<exemplarValue>${NUMBER})(?:\s+${NUMBER})?)?\s*$`,
)
const PAIR = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?\s*/y

export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim()
    return trimmed === '' || trimmed.startsWith('#') ? [] : [parseSample(trimmed, index + 1)]
  })
}

function parseSample(text: string, line: number): Sample {
  const groups = SAMPLE.exec(text)?.groups
  if (!groups) throw new MalformedExposition(line, text)
  const { name = '', labels, value, exemplar, exemplarValue } = groups
  const fail = () => new MalformedExposition(line, text)
  return {
    name,
    labels: parseLabels(labels, fail),
    value: parseNumber(value, fail),
    ...(exemplar && {
      exemplar: { labels: parseLabels(exemplar, fail), value: parseNumber(exemplarValue, fail) },
    }),
  }
}

function parseLabels(text: string | undefined, fail: () => Error): Labels {
  if (!text) return {}
  const inner = text.slice(1, -1).trim()
  const pairs: [string, string][] = []
  for (let at = 0; at < inner.length; ) {
    PAIR.lastIndex = at
    const pair = PAIR.exec(inner)
    if (!pair) throw fail()
    const [all, key = '', value = ''] = pair
    pairs.push([key, unescaped(value)])
    at += all.length
  }
  return Object.fromEntries(pairs)
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
}

function parseNumber(text: string | undefined, fail: () => Error): number {
  const value = Number(text?.replace('Inf', 'Infinity'))
  if (Number.isNaN(value) && !text?.endsWith('NaN')) throw fail()
  return value
}
