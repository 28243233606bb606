// One trace drawn with text: names nested on the left, bars on a common time line on the right.
import { type TimeRange, timeRange } from '../time-range.ts'
import type { DrawnSpan } from './drawn.ts'
import { duration, fit, PLAIN, type Style, safe } from './style.ts'
import { type Row, rows } from './tree.ts'

export interface WaterfallOptions {
  /** Columns. */
  readonly width?: number
  readonly maxSpans?: number
  readonly style?: Style
}

const DURATION_WIDTH = 8
const MAX_INDENT = 20

export function waterfall(spans: readonly DrawnSpan[], options: WaterfallOptions = {}): string {
  const { width = 100, maxSpans = 60, style = PLAIN } = options
  if (spans.length === 0) return 'no spans\n'
  const all = rows(spans)
  const shown = all.slice(0, maxSpans)
  const range = timeRange(spans)
  const several = new Set(spans.map(({ resource }) => resource.service)).size > 1
  const labels = shown.map((row) => label(row, several))
  const nameWidth = Math.min(Math.floor(width * 0.5), Math.max(...labels.map((text) => [...text].length)))
  const barWidth = Math.max(10, width - nameWidth - DURATION_WIDTH - 4)
  const lines = shown.flatMap(({ span }, index) => {
    const failed = span.status === 'error'
    const paint = failed ? style.red : span.kind === 'server' ? style.cyan : style.green
    const name = fit(labels[index] ?? '', nameWidth)
    const took = duration(lasted(span)).padStart(DURATION_WIDTH)
    const drawn = `${failed ? style.red(name) : name}  ${took}  ${paint(bar(span, range, barWidth))}`
    const reason = failed && span.statusMessage
    return reason ? [drawn, style.red(fit(`  ✗ ${safe(reason)}`, width))] : [drawn]
  })
  const { traceId } = spans[0] as DrawnSpan
  const head = `${style.bold(`trace ${traceId}`)}  ${count(spans.length)}  ${duration(range.endNs - range.startNs)}`
  const rest = all.length - shown.length
  return `${[head, ...lines, ...(rest > 0 ? [style.dim(`… ${rest} more`)] : [])].map((text) => text.trimEnd()).join('\n')}\n`
}

function label({ span, depth }: Row<DrawnSpan>, withService: boolean): string {
  const indent = '  '.repeat(Math.min(depth, MAX_INDENT))
  const mark = span.status === 'error' ? '✗ ' : ''
  return `${indent}${mark}${withService ? `${safe(span.resource.service)}: ` : ''}${safe(span.name) || '(no name)'}`
}

/** A clock that ran backwards gives an end before the start; that counts as no time, not as negative time. */
function lasted({ startNs, endNs }: DrawnSpan): bigint {
  return endNs > startNs ? endNs - startNs : 0n
}

function bar(span: DrawnSpan, { startNs, endNs }: TimeRange, width: number): string {
  const length = endNs - startNs
  if (length === 0n) return '▏'
  // Scaled as integers: nanoseconds since 1970 lose their last digits in a double.
  const column = (ns: bigint) => Number(((ns - startNs) * BigInt(width)) / length)
  const from = Math.min(column(span.startNs), width - 1)
  const cells = Math.min(column(span.startNs + lasted(span)), width) - from
  return ' '.repeat(from) + (cells > 0 ? '█'.repeat(cells) : '▏')
}

function count(spans: number): string {
  return spans === 1 ? '1 span' : `${spans} spans`
}
