// Which log records are held that are as asked for.
import type { LogList, LogView } from '../contract.ts'
import type { LogQuery } from '../engine/parts.ts'
import type { LogRecord } from '../model.ts'
import { SEVERITIES } from '../otlp/severity.ts'
import { endAt } from '../otlp/wire.ts'
import type { LogRecordStore, LogSegment } from '../store/log-records.ts'
import type { ServiceTable } from '../store/service-table.ts'
import type { SpanStore } from '../store/spans.ts'
import { decodeLog, jsonOf, nanoseconds, Resources, viewOf, wordsOf } from './decode.ts'
import { rowsOf, says } from './log-text.ts'
import { ofService } from './service.ts'
import { slotOf } from './trace.ts'

/** Bytes of the records of one list. The newest one is there, however large. */
const MOST_BYTES = 8 * 1024 ** 2

type Test = (segment: LogSegment, row: number) => boolean

/** Looks from the record that came last to the one that came first, until it has as many as are asked for, or can be given. */
export function findLogs(
  logs: LogRecordStore,
  spans: SpanStore,
  services: ServiceTable,
  query: LogQuery,
): LogList {
  const tests = testsOf(services, query)
  const text = query.text?.toLowerCase() ?? ''
  const resources = new Resources()
  const found: (readonly [bigint, LogView])[] = []
  let bytes = 0
  const isEnough = () => found.length === query.limit || bytes > MOST_BYTES
  for (const segment of [...logs.ring.segments].reverse()) {
    if (isEnough()) break
    for (const row of rowsOf(segment, text)) {
      if (isEnough()) break
      if (!tests.every((test) => test(segment, row))) continue
      const record = decodeLog(segment, row, resources)
      if (text !== '' && !says(record, text)) continue
      const place = segment.columns.place[row] ?? 0
      bytes += endAt(segment.raw, place) - place
      found.push([record.timeNs, viewOfLog(record, segment.columns.severity[row] ?? 0, spans)])
    }
  }
  const sign = query.traceId === undefined ? -1 : 1
  found.sort(([a], [b]) => (a > b ? sign : a < b ? -sign : 0))
  return { logs: found.map(([, view]) => view) }
}

export function countLogs(logs: LogRecordStore, services: ServiceTable, traceId: string): number {
  const [test] = testsOf(services, { traceId, limit: 0 })
  let count = 0
  for (const segment of logs.ring.segments)
    for (let row = 0; row < segment.count; row++) if (test?.(segment, row)) count += 1
  return count
}

/** Cheap ones, from the index. */
function testsOf(services: ServiceTable, query: LogQuery): Test[] {
  const { traceId, spanId, service, severity, since, until } = query
  const tests: Test[] = []
  if (traceId !== undefined) {
    const [a, b, c, d] = wordsOf(traceId)
    tests.push(
      ({ columns }, row) =>
        columns.traceA[row] === a &&
        columns.traceB[row] === b &&
        columns.traceC[row] === c &&
        columns.traceD[row] === d,
    )
  }
  if (spanId !== undefined) {
    const [a, b] = wordsOf(spanId)
    tests.push(({ columns }, row) => columns.idA[row] === a && columns.idB[row] === b)
  }
  if (service !== undefined) tests.push(ofService(services, service))
  if (severity !== undefined) {
    const least = SEVERITIES.indexOf(severity as never) + 1
    tests.push(({ columns }, row) => (columns.severity[row] ?? 0) >= least)
  }
  if (since !== undefined) tests.push((segment, row) => timeOf(segment, row) >= since)
  if (until !== undefined) tests.push((segment, row) => timeOf(segment, row) <= until)
  return tests
}

/** Milliseconds since 1970. */
function timeOf({ columns }: LogSegment, row: number): number {
  return Number(nanoseconds(columns.timeHigh[row] ?? 0, columns.timeLow[row] ?? 0) / 1_000n) / 1_000
}

function viewOfLog(record: LogRecord, severity: number, spans: SpanStore): LogView {
  const { timeNs, resource, body, attributes, traceId, spanId } = record
  return {
    timeNs: String(timeNs),
    severity: SEVERITIES[severity - 1] ?? record.severity,
    service: resource.service,
    body: jsonOf(body),
    attributes: viewOf(attributes),
    traceId: traceId ?? null,
    spanId: spanId ?? null,
    traced: traceId !== undefined && slotOf(spans, traceId) >= 0,
  }
}
