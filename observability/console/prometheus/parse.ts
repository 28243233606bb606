// Reads the Prometheus text format and OpenMetrics, exemplars included.
// https://prometheus.io/docs/instrumenting/exposition_formats/ · https://prometheus.io/docs/specs/om/open_metrics_spec/

export type Labels = Readonly<Record<string, string>>

export interface Exemplar {
  readonly labels: Labels
  readonly value: number
  /** Seconds since 1970. */
  readonly timestamp?: number
}

export interface Sample {
  readonly name: string
  readonly labels: Labels
  readonly value: number
  readonly exemplar?: Exemplar
}

/** The same for the same labels, in whatever order they come. */
export function seriesKey({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  return JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The text is not an exposition: says which line. */
export class MalformedExposition extends Error {
  readonly line: number

  constructor(line: number, text: string) {
    super(`line ${line} is not a Prometheus sample: ${text.slice(0, 120)}`)
    this.line = line
  }
}

/** A line that holds a sample: which series, and what is said of it. The former is the same in each scrape. */
export interface SampleLine {
  readonly series: string
  readonly said: string
  readonly fail: () => MalformedExposition
}

/** As Go's ParseFloat reads it, so that prom-client's `Nan` is one. */
const NUMBER = String.raw`[+-]?(?:\d[\d.]*(?:[eE][+-]?\d+)?|\.\d+|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])`
const LABELS = String.raw`\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}`
const SERIES = new RegExp(String.raw`^(?<name>[a-zA-Z_:][\w:]*)\s*(?<labels>${LABELS})?$`)
const SAID = new RegExp(
  String.raw`^\s+(?<value>${NUMBER})(?:\s+${NUMBER})?` +
    String.raw`(?:\s+#\s*(?<exemplar>${LABELS})\s+(?<exemplarValue>${NUMBER})(?:\s+(?<timestamp>${NUMBER}))?)?\s*$`,
)
const PLAIN = /^ \d+$/
const PAIR = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?\s*/y

export function parseMetrics(text: string): Sample[] {
  return [...sampleLines(text)].map((line) => ({ ...parseSeries(line), ...parseSaid(line) }))
}

export function* sampleLines(text: string): Generator<SampleLine> {
  let number = 0
  for (const each of text.split('\n')) {
    number += 1
    const line = each.trim()
    if (line === '' || line.startsWith('#')) continue
    const place = number
    const fail = () => new MalformedExposition(place, line)
    const end = endOfSeries(line)
    if (end === undefined) throw fail()
    yield { series: line.slice(0, end), said: line.slice(end), fail }
  }
}

/** Of its labels if it has any, else of its name. */
function endOfSeries(line: string): number | undefined {
  const name = /^[^\s{]*/.exec(line)?.[0].length ?? 0
  const opening = /\s*/y
  opening.lastIndex = name
  const at = name + (opening.exec(line)?.[0].length ?? 0)
  return line[at] === '{' ? endOfLabels(line, at + 1) : name
}

function endOfLabels(line: string, from: number): number | undefined {
  for (let at = from; ; ) {
    const [brace, quote] = [line.indexOf('}', at), line.indexOf('"', at)]
    if (brace === -1) return undefined
    if (quote === -1 || brace < quote) return brace + 1
    let closing = line.indexOf('"', quote + 1)
    while (closing !== -1 && isEscaped(line, closing)) closing = line.indexOf('"', closing + 1)
    if (closing === -1) return undefined
    at = closing + 1
  }
}

function isEscaped(line: string, at: number): boolean {
  let backslashes = 0
  while (line[at - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

export function parseSeries({ series, fail }: SampleLine): Pick<Sample, 'name' | 'labels'> {
  const groups = SERIES.exec(series)?.groups
  if (!groups) throw fail()
  return { name: groups.name ?? '', labels: parseLabels(groups.labels, fail) }
}

export function parseSaid({ said, fail }: SampleLine): Pick<Sample, 'value' | 'exemplar'> {
  if (PLAIN.test(said)) return { value: Number(said) }
  const groups = SAID.exec(said)?.groups
  if (!groups) throw fail()
  const { value, exemplar, exemplarValue, timestamp } = groups
  if (!exemplar) return { value: parseNumber(value, fail) }
  return {
    value: parseNumber(value, fail),
    exemplar: {
      labels: parseLabels(exemplar, fail),
      value: parseNumber(exemplarValue, fail),
      ...(timestamp !== undefined && { timestamp: parseNumber(timestamp, fail) }),
    },
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
  const value = Number(text?.replace(/inf(?:inity)?/i, 'Infinity'))
  if (Number.isNaN(value) && !/nan$/i.test(text ?? '')) throw fail()
  return value
}
