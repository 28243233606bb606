// What the console has of the requests sent, asked as its pages ask.
import type { SpanView, TraceView } from '../../observability/console/contract.ts'
import type { Exchange } from './traffic.ts'

/** As its exporter sent it so far; undefined where nothing of it has come. */
export async function traceOf(
  consoleUrl: string,
  { traceId }: Pick<Exchange, 'traceId'>,
): Promise<TraceView | undefined> {
  const response = await fetch(`${consoleUrl}/api/traces/${traceId}`, { signal: AbortSignal.timeout(5_000) })
  if (response.ok) return (await response.json()) as TraceView
  await response.body?.cancel()
  if (response.status === 404) return undefined
  throw new Error(`the console answered ${response.status} for trace ${traceId}`)
}

export const serverSpans = ({ spans }: Pick<TraceView, 'spans'> = { spans: [] }): SpanView[] =>
  spans.filter(({ kind }) => kind === 'server')

export const queries = ({ spans }: Pick<TraceView, 'spans'>): SpanView[] =>
  spans.filter(
    ({ kind, attributes }) =>
      kind === 'client' && ('db.system.name' in attributes || 'db.system' in attributes),
  )
