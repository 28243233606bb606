// What the end of a trace waited for.
//
// As CRISP defines it (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures", USENIX
// ATC 2022, https://www.usenix.org/conference/atc22/presentation/zhang-zhizhou), which Jaeger's pages follow: from the
// end of a span back to its start, time belongs to the child that ended last before the point that was reached, and to
// the child's own children in the same way; what lies between belongs to the span itself. A child that was still running
// when a later one began did not keep it waiting. Of a child that goes on after its parent's end, or began before it
// (another clock), only what is within the parent counts.
//
// Spans without a parent among the others are taken as children of the trace.

export interface Timed {
  /** From the start of the trace, in nanoseconds. */
  readonly from: number
  /** Not before `from`. */
  readonly to: number
  /** Index of its parent, which stands before it; -1 without one. */
  readonly parent: number
}

/** Of which span, from and to. */
export type Stretch = readonly [span: number, from: number, to: number]

interface Turn {
  readonly span: number
  readonly from: number
  /** Up to where its time is not given away yet. */
  to: number
  /** The ones that ended last come last. */
  readonly children: readonly number[]
  left: number
}

/** In the order of time, without gaps but those in which no span ran. */
export function criticalPath(spans: readonly Timed[]): Stretch[] {
  const children = endingLast(spans)
  const path: Stretch[] = []
  const turn = (span: number, from: number, to: number): Turn => {
    const below = children[span + 1] ?? []
    return { span, from, to, children: below, left: below.length }
  }
  const stack = [
    turn(
      -1,
      0,
      spans.reduce((last, { to }) => Math.max(last, to), 0),
    ),
  ]
  for (let at = stack.at(-1); at; at = stack.at(-1)) {
    const next = nextWaitedFor(at, spans)
    if (next === undefined) {
      add(path, at.span, at.from, at.to)
      stack.pop()
      continue
    }
    const from = Math.max(next.from, at.from)
    const to = Math.min(next.to, at.to)
    add(path, at.span, to, at.to)
    at.to = from
    stack.push(turn(next.index, from, to))
  }
  return path.reverse()
}

/** The child that ended last up to where the time of its parent goes, and something of which lies within. */
function nextWaitedFor(at: Turn, spans: readonly Timed[]): (Timed & { readonly index: number }) | undefined {
  // At the end of the parent, whatever was still running is cut there.
  const ends = at.left === at.children.length ? Number.POSITIVE_INFINITY : at.to
  while (at.left > 0) {
    at.left -= 1
    const index = at.children[at.left] ?? 0
    const child = spans[index]
    if (child && child.to <= ends && child.from < at.to && child.to > at.from) return { ...child, index }
  }
  return undefined
}

/** Indices of the children of each span, those of the trace itself first. */
function endingLast(spans: readonly Timed[]): number[][] {
  const children: number[][] = []
  spans.forEach(({ parent }, index) => {
    const siblings = children[parent + 1]
    if (siblings) siblings.push(index)
    else children[parent + 1] = [index]
  })
  const at = (index: number) => spans[index] ?? { from: 0, to: 0 }
  const ended = (a: number, b: number) => at(a).to - at(b).to || at(b).from - at(a).from || b - a
  for (const siblings of children) siblings?.sort(ended)
  return children
}

/** The path grows towards the start: the last stretch is the earliest. */
function add(path: Stretch[], span: number, from: number, to: number): void {
  if (span === -1 || to <= from) return
  const earliest = path.at(-1)
  if (earliest?.[0] === span && earliest[1] === to) path[path.length - 1] = [span, from, earliest[2]]
  else path.push([span, from, to])
}
