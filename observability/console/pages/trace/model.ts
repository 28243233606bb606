// An outline as the waterfall needs it: worked out once for each answer, so that a row costs nothing but its drawing.
import type { LogView, ResourceView, SpanOutline, TraceOutline } from '../../contract.ts'
import { serviceColours } from '../parts/service-colour.ts'
import type { Stretch } from './geometry.ts'
import { type Tree, treeOf } from './tree.ts'

export interface TraceModel {
  readonly outline: TraceOutline
  readonly tree: Tree
  readonly whole: Stretch
  /** Places of the failed spans. */
  readonly errors: readonly number[]
  /** By a span's place: the stretches in which the trace's end waited for it. */
  readonly critical: ReadonlyMap<number, readonly Stretch[]>
  readonly colours: ReadonlyMap<string, string>
  /** Pixels by which a level stands further in than the one above. */
  readonly indent: number
}

/** Pixels of a level where there is room, and of all levels together. */
const [LEVEL, LEVELS] = [12, 144]

export function modelOf(outline: TraceOutline): TraceModel {
  const { spans, resources, criticalPath, durationNs } = outline
  const critical = new Map<number, Stretch[]>()
  for (const [span, from, to] of criticalPath) {
    const stretches = critical.get(span)
    if (stretches) stretches.push({ from, to })
    else critical.set(span, [{ from, to }])
  }
  const tree = treeOf(spans)
  const deepest = tree.depth.reduce((most, depth) => Math.max(most, depth), 1)
  return {
    outline,
    tree,
    indent: Math.min(LEVEL, LEVELS / deepest),
    whole: { from: 0, to: Math.max(1, durationNs) },
    errors: spans.flatMap(({ error }, index) => (error ? [index] : [])),
    critical,
    colours: serviceColours(resources.map(({ service }) => service)),
  }
}

export const serviceOf = (
  { resources }: { readonly resources: readonly ResourceView[] },
  span: SpanOutline,
): string => resources[span.resource]?.service ?? ''

/** Nanoseconds from the start of the trace. */
export const offsetOf = ({ startNs }: { readonly startNs: string }, timeNs: string): number =>
  Number(BigInt(timeNs) - BigInt(startNs))

/** By span id; '' has those of the trace that name no span of it. */
export function logsBySpan(
  { spans }: TraceOutline,
  logs: readonly LogView[],
): ReadonlyMap<string, readonly LogView[]> {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const found = new Map<string, LogView[]>()
  for (const log of logs) {
    const key = log.spanId !== null && known.has(log.spanId) ? log.spanId : ''
    const there = found.get(key)
    if (there) there.push(log)
    else found.set(key, [log])
  }
  return found
}

/** What the detail says more than the name before it: of `GET /orders` and `GET /orders 503` the last word. */
export const beyondName = ({ name, detail }: Pick<SpanOutline, 'name' | 'detail'>): string =>
  name !== '' && `${detail} `.startsWith(`${name} `) ? detail.slice(name.length).trim() : detail
