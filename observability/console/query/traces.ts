// Which traces are held that are as asked for, the newest first.
import type { TraceList, TraceSummary } from '../contract.ts'
import type { TraceQuery, TraceStatus } from '../engine/parts.ts'
import { isAt, textAt } from '../otlp/wire.ts'
import type { ServiceTable } from '../store/service-table.ts'
import { FLAG, SERVER } from '../store/span-head.ts'
import type { SpanSegment, SpanStore } from '../store/spans.ts'
import { AttributeSearch } from './attribute-search.ts'
import { brief } from './brief.ts'
import { hexOf, nanoseconds } from './decode.ts'
import { ofService, serviceOf } from './service.ts'
import { lineOf } from './span-detail.ts'
import { type At, type Range, rangeOf } from './spans-of.ts'

/** Looks from the trace that came last to the one that came first, until it has as many as are asked for. */
export function findTraces(store: SpanStore, services: ServiceTable, query: TraceQuery): TraceList {
  const asked = new Asked(store, services, query)
  const found: (readonly [bigint, TraceSummary])[] = []
  let looked = 0
  for (const slot of store.traces.newest()) {
    if (found.length === query.limit) break
    looked += 1
    const spans = spansAt(store, slot)
    const range = rangeOf(spans)
    if (!asked.matches(slot, spans, range)) continue
    found.push([nanoseconds(range.startHigh, range.startLow), summaryOf(store, services, slot, spans, range)])
  }
  found.sort(([a], [b]) => (a > b ? -1 : a < b ? 1 : 0))
  return {
    traces: found.map(([, summary]) => summary),
    searched: { traces: looked, complete: looked === store.traces.count },
  }
}

class Asked {
  readonly #query: TraceQuery
  readonly #attributes: AttributeSearch | undefined
  readonly #route: Buffer | undefined
  readonly #isOfService: ReturnType<typeof ofService>

  constructor(store: SpanStore, services: ServiceTable, query: TraceQuery) {
    this.#query = query
    const { attributes = [], route, service } = query
    this.#attributes = attributes.length > 0 ? new AttributeSearch(store, attributes) : undefined
    this.#route = route === undefined ? undefined : Buffer.from(route)
    this.#isOfService = service === undefined ? () => true : ofService(services, service)
  }

  matches(slot: number, spans: readonly At[], range: Range): boolean {
    const { status, probes = false } = this.#query
    return (
      this.#isWithin(range) &&
      (probes || !isProbe(spans)) &&
      spans.some(({ segment, row }) => this.#isOfService(segment, row)) &&
      (this.#route === undefined || spans.some(({ segment, row }) => this.#isOfRoute(segment, row))) &&
      (status === undefined || hasStatus(spans, status)) &&
      (this.#attributes === undefined || this.#attributes.has(slot))
    )
  }

  #isWithin({ startHigh, startLow, durationNs }: Range): boolean {
    const { since = 0, until = Number.POSITIVE_INFINITY } = this.#query
    const { minMs = 0, maxMs = Number.POSITIVE_INFINITY } = this.#query
    const start = (startHigh * 2 ** 32 + startLow) / 1e6
    return start >= since && start <= until && durationNs >= minMs * 1e6 && durationNs <= maxMs * 1e6
  }

  #isOfRoute({ raw, columns }: SpanSegment, row: number): boolean {
    const place = columns.route[row] ?? 0
    return place !== 0 && isAt(raw, place, this.#route ?? raw)
  }
}

/** All that it served were probes. */
function isProbe(spans: readonly At[]): boolean {
  let served = false
  for (const { segment, row } of spans) {
    const { columns } = segment
    if (columns.kind[row] !== SERVER) continue
    if (((columns.flags[row] ?? 0) & FLAG.probe) === 0) return false
    served = true
  }
  return served
}

function hasStatus(spans: readonly At[], status: TraceStatus): boolean {
  if (status === 'error') return spans.some(isFailed)
  if (status === 'ok') return !spans.some(isFailed)
  return spans.some(({ segment: { columns }, row }) => {
    if (columns.kind[row] !== SERVER) return false
    const code = columns.httpStatus[row] ?? 0
    return 'code' in status ? code === status.code : Math.floor(code / 100) === status.class
  })
}

const isFailed = ({ segment, row }: At) => ((segment.columns.flags[row] ?? 0) & FLAG.error) !== 0

function spansAt(store: SpanStore, slot: number): At[] {
  const spans: At[] = []
  store.each(slot, (segment, row) => spans.push({ segment, row }))
  return spans
}

function summaryOf(
  store: SpanStore,
  services: ServiceTable,
  slot: number,
  spans: readonly At[],
  range: Range,
): TraceSummary {
  const { segment, row } = rootOf(spans)
  const { raw, columns } = segment
  const route = columns.route[row] ?? 0
  return {
    traceId: hexOf(...store.traces.words(slot)),
    name: lineOf(raw, columns.place[row] ?? 0).name,
    service: serviceOf(services, segment, row),
    route: route === 0 ? null : brief(textAt(raw, route)),
    httpStatus: columns.httpStatus[row] || null,
    services: servicesOf(services, spans),
    startNs: String(nanoseconds(range.startHigh, range.startLow)),
    durationNs: range.durationNs,
    spans: spans.length,
    errors: spans.filter(isFailed).length,
    missing: store.traces.missing(slot),
  }
}

/**
 * The earliest span without a parent; else the earliest whose parent is not held, which is what a service makes of a call
 * whose caller sends its spans elsewhere; else the earliest. A trace that is held has at least one span.
 */
function rootOf(spans: readonly At[]): At {
  const parentless = spans.filter(
    ({ segment, row }) => ((segment.columns.flags[row] ?? 0) & FLAG.child) === 0,
  )
  if (parentless.length > 0) return earliest(parentless)
  const held = new Set(
    spans.map(({ segment: { columns }, row }) => `${columns.idA[row]} ${columns.idB[row]}`),
  )
  const orphans = spans.filter(
    ({ segment: { columns }, row }) => !held.has(`${columns.parentA[row]} ${columns.parentB[row]}`),
  )
  return earliest(orphans.length > 0 ? orphans : spans)
}

function earliest(spans: readonly At[]): At {
  return spans.reduce((first, span) => (startOf(span) < startOf(first) ? span : first))
}

/** Whole microseconds differ; within one, the first to come counts. */
function startOf({ segment: { columns }, row }: At): number {
  return (columns.startHigh[row] ?? 0) * 2 ** 32 + (columns.startLow[row] ?? 0)
}

/** By their first spans' starts. */
function servicesOf(services: ServiceTable, spans: readonly At[]): string[] {
  const starts = new Map<string, number>()
  for (const span of spans) {
    const name = serviceOf(services, span.segment, span.row)
    starts.set(name, Math.min(starts.get(name) ?? Number.POSITIVE_INFINITY, startOf(span)))
  }
  return [...starts].sort(([, a], [, b]) => a - b).map(([name]) => name)
}
