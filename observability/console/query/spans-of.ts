// The spans of one trace as they are drawn, and what belongs to the whole of it.
import { drawingOrder, type Placed } from '../analysis/tree.ts'
import type { SpanOutline } from '../contract.ts'
import { type Resource, SPAN_KINDS } from '../model.ts'
import { FLAG } from '../store/span-head.ts'
import type { SpanSegment, SpanStore } from '../store/spans.ts'
import { between, hexOf, nanoseconds, Resources } from './decode.ts'
import { lineOf } from './span-detail.ts'

/** Where a span is. */
export interface At {
  readonly segment: SpanSegment
  readonly row: number
}

export interface Drawn {
  readonly startNs: bigint
  readonly durationNs: number
  readonly missing: number
  readonly resources: readonly Resource[]
  readonly spans: readonly SpanOutline[]
  /** Where each of them is. */
  readonly at: readonly At[]
  readonly order: readonly Placed[]
}

export function draw(store: SpanStore, slot: number): Drawn {
  const sorted = inOrderOfStart(store, slot)
  const branches = sorted.map(({ segment: { columns }, row }) => ({
    id: hexOf(columns.idA[row] ?? 0, columns.idB[row] ?? 0),
    parent: parentOf(columns.flags[row] ?? 0, columns.parentA[row] ?? 0, columns.parentB[row] ?? 0),
  }))
  const order = drawingOrder(branches)
  const range = rangeOf(sorted)
  const places = new Places()
  const spans = order.map(({ index, depth, orphan, parent }) => {
    const at = sorted[index] as At
    const { columns, raw } = at.segment
    const { row } = at
    const { name, detail, events, links } = lineOf(raw, columns.place[row] ?? 0)
    const { id = '', parent: parentSpanId } = branches[index] ?? {}
    return {
      spanId: id,
      parentSpanId: parent === -1 && !orphan ? null : (parentSpanId ?? null),
      depth,
      orphan,
      name,
      kind: SPAN_KINDS[columns.kind[row] ?? 0] ?? 'unspecified',
      resource: places.of(raw, columns.resource[row] ?? 0),
      offsetNs: between(
        columns.startHigh[row] ?? 0,
        columns.startLow[row] ?? 0,
        range.startHigh,
        range.startLow,
      ),
      durationNs: durationOf(at.segment, row),
      error: ((columns.flags[row] ?? 0) & FLAG.error) !== 0,
      detail,
      events,
      links,
    }
  })
  return {
    startNs: nanoseconds(range.startHigh, range.startLow),
    durationNs: range.durationNs,
    missing: store.traces.missing(slot),
    resources: places.resources,
    spans,
    at: order.map(({ index }) => sorted[index] as At),
    order,
  }
}

export interface Range {
  readonly startHigh: number
  readonly startLow: number
  readonly durationNs: number
}

/** From the first start to the last end; never negative, though a clock may have run backwards. */
export function rangeOf(spans: readonly At[]): Range {
  let [startHigh, startLow, endHigh, endLow] = [2 ** 32, 0, 0, 0]
  for (const { segment, row } of spans) {
    const { columns } = segment
    const [high = 0, low = 0] = [columns.startHigh[row], columns.startLow[row]]
    if (high < startHigh || (high === startHigh && low < startLow)) [startHigh, startLow] = [high, low]
    const [lastHigh = 0, lastLow = 0] = [columns.endHigh[row], columns.endLow[row]]
    if (lastHigh > endHigh || (lastHigh === endHigh && lastLow > endLow))
      [endHigh, endLow] = [lastHigh, lastLow]
  }
  return { startHigh, startLow, durationNs: Math.max(0, between(endHigh, endLow, startHigh, startLow)) }
}

/** A clock that ran backwards gives an end before the start; that counts as no time, not as negative time. */
export function durationOf({ columns }: SpanSegment, row: number): number {
  const length = between(
    columns.endHigh[row] ?? 0,
    columns.endLow[row] ?? 0,
    columns.startHigh[row] ?? 0,
    columns.startLow[row] ?? 0,
  )
  return Math.max(0, length)
}

function inOrderOfStart(store: SpanStore, slot: number): At[] {
  const spans: At[] = []
  store.each(slot, (segment, row) => spans.push({ segment, row }))
  const start = ({ segment, row }: At) => [
    segment.columns.startHigh[row] ?? 0,
    segment.columns.startLow[row] ?? 0,
  ]
  return spans.sort((a, b) => {
    const [aHigh = 0, aLow = 0] = start(a)
    const [bHigh = 0, bLow = 0] = start(b)
    return aHigh - bHigh || aLow - bLow
  })
}

function parentOf(flags: number, a: number, b: number): string | undefined {
  return flags & FLAG.child ? hexOf(a, b) : undefined
}

/** A resource is given once: each export brings its own, equal to those before it. */
class Places {
  readonly resources: Resource[] = []
  readonly #known = new Map<string, number>()
  readonly #read = new Resources()
  readonly #places = new Map<Buffer, Map<number, number>>()

  of(raw: Buffer, place: number): number {
    const inSegment = this.#places.get(raw) ?? new Map<number, number>()
    this.#places.set(raw, inSegment)
    const known = inSegment.get(place)
    if (known !== undefined) return known
    const resource = this.#read.of(raw, place)
    const index = this.#indexOf(resource)
    inSegment.set(place, index)
    return index
  }

  #indexOf(resource: Resource): number {
    const content = JSON.stringify(resource, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
    const index = this.#known.get(content) ?? this.resources.push(resource) - 1
    this.#known.set(content, index)
    return index
  }
}
