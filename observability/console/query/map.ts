// Who calls whom, from the spans of a window.
import type { MapEdge, MapNode, ServiceMap } from '../contract.ts'
import { SPAN_KINDS } from '../model.ts'
import type { ServiceTable } from '../store/service-table.ts'
import { FLAG, SERVER } from '../store/span-head.ts'
import type { SpanSegment, SpanStore } from '../store/spans.ts'
import { Calls } from './calls.ts'
import { peerOf } from './peer.ts'
import { serviceOf } from './service.ts'
import { durationOf } from './spans-of.ts'

const CLIENT = SPAN_KINDS.indexOf('client')
const PRODUCER = SPAN_KINDS.indexOf('producer')
const CONSUMER = SPAN_KINDS.indexOf('consumer')
/** A browser takes many seconds to show tables of some ten thousand. */
const MOST_NODES = 200
const CALLER: Named = { id: 'caller', name: 'callers', kind: 'caller', attr: [] }

type Named = Pick<MapNode, 'id' | 'name' | 'kind' | 'attr'>

/** @param now and what the spans say are milliseconds since 1970 */
export function mapOf(store: SpanStore, services: ServiceTable, minutes: number, now: number): ServiceMap {
  return new Mapping(store, services, now - minutes * 60_000, now).map()
}

class Mapping {
  readonly #store: SpanStore
  readonly #services: ServiceTable
  readonly #since: number
  readonly #now: number
  #first: number
  readonly #nodes = new Map<string, Named & { readonly calls: Calls }>()
  readonly #edges = new Map<string, { readonly from: string; readonly to: string; readonly calls: Calls }>()
  /** Numbers of spans below which another service's span is held: what they called is known without them. */
  readonly #answered = new Set<number>()

  constructor(store: SpanStore, services: ServiceTable, since: number, now: number) {
    this.#store = store
    this.#services = services
    this.#since = since
    this.#now = now
    this.#first = now
  }

  map(): ServiceMap {
    this.#each((segment, row, kind) => {
      const service = this.#service(segment, row)
      if (kind === SERVER) this.#served(segment, row, service)
      else if (kind === CONSUMER) this.#consumed(segment, row, service)
    })
    this.#each((segment, row, kind) => {
      if (kind === CLIENT || kind === PRODUCER) this.#called(segment, row)
    })
    const seconds = Math.max(1, (this.#now - this.#first) / 1000)
    const shown = this.#busiest()
    return {
      windowSeconds: seconds,
      nodes: [...this.#nodes.values()]
        .filter(({ id }) => shown.has(id))
        .map(({ calls, ...node }): MapNode => ({ ...node, ...calls.red(seconds) })),
      edges: [...this.#edges.values()]
        .filter(({ from, to }) => shown.has(from) && shown.has(to))
        .map(({ from, to, calls }): MapEdge => ({ from, to, calls: calls.count, ...calls.red(seconds) })),
      omitted: this.#nodes.size - shown.size,
    }
  }

  /** By the calls from and to each. */
  #busiest(): ReadonlySet<string> {
    const calls = new Map([...this.#nodes.keys()].map((id) => [id, 0]))
    for (const { from, to, calls: along } of this.#edges.values())
      for (const id of [from, to]) calls.set(id, (calls.get(id) ?? 0) + along.count)
    const sorted = [...calls].sort(([, a], [, b]) => b - a)
    return new Set(sorted.slice(0, MOST_NODES).map(([id]) => id))
  }

  #each(visit: (segment: SpanSegment, row: number, kind: number) => void): void {
    for (const segment of this.#store.ring.segments) {
      const { columns, count } = segment
      for (let row = 0; row < count; row++) {
        const start = ((columns.startHigh[row] ?? 0) * 2 ** 32 + (columns.startLow[row] ?? 0)) / 1e6
        if (start < this.#since || start > this.#now) continue
        if (start < this.#first) this.#first = start
        visit(segment, row, columns.kind[row] ?? 0)
      }
    }
  }

  #served(segment: SpanSegment, row: number, service: Named): void {
    this.#node(service).add(...lookOf(segment, row))
    const parent = this.#parent(segment, row)
    if (!parent) {
      this.#edge(CALLER, service).add(...lookOf(segment, row))
      this.#node(CALLER).add(...lookOf(segment, row))
      return
    }
    this.#answered.add(parent.number)
    // As long as whoever called had to wait, where that is known.
    const asSeen = parent.segment.columns.kind[parent.row] === CLIENT ? parent : { segment, row }
    const caller = this.#service(parent.segment, parent.row)
    this.#edge(caller, service).add(...lookOf(asSeen.segment, asSeen.row))
  }

  #consumed(segment: SpanSegment, row: number, service: Named): void {
    this.#node(service).add(...lookOf(segment, row))
    const { raw, columns } = segment
    const peer = peerOf(raw, columns.place[row] ?? 0)
    if (peer?.kind === 'messaging') this.#edge(peer, service).add(...lookOf(segment, row))
  }

  #called(segment: SpanSegment, row: number): void {
    const { raw, columns, first } = segment
    if (this.#answered.has(first + row)) return
    const peer = peerOf(raw, columns.place[row] ?? 0)
    if (!peer) return
    this.#node(peer).add(...lookOf(segment, row))
    this.#edge(this.#service(segment, row), peer).add(...lookOf(segment, row))
  }

  #parent(segment: SpanSegment, row: number) {
    const { columns } = segment
    if (((columns.flags[row] ?? 0) & FLAG.child) === 0) return undefined
    const number = this.#store.find(
      columns.trace[row] ?? 0,
      columns.parentA[row] ?? 0,
      columns.parentB[row] ?? 0,
    )
    if (number < 0) return undefined
    const held = this.#store.ring.of(number)
    return { number, segment: held, row: number - held.first }
  }

  #service(segment: SpanSegment, row: number): Named {
    const name = serviceOf(this.#services, segment, row)
    return { id: `service:${name}`, name, kind: 'service', attr: [] }
  }

  #node(node: Named): Calls {
    const known = this.#nodes.get(node.id)
    if (known) return known.calls
    const calls = new Calls()
    this.#nodes.set(node.id, { ...node, calls })
    return calls
  }

  /** Both ends are shown, whatever is known of them. */
  #edge(from: Named, to: Named): Calls {
    const id = JSON.stringify([from.id, to.id])
    const known = this.#edges.get(id)
    if (known) return known.calls
    this.#node(from)
    this.#node(to)
    const calls = new Calls()
    this.#edges.set(id, { from: from.id, to: to.id, calls })
    return calls
  }
}

function lookOf(segment: SpanSegment, row: number): [durationNs: number, failed: boolean] {
  return [durationOf(segment, row), ((segment.columns.flags[row] ?? 0) & FLAG.error) !== 0]
}
