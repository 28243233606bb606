// What of the map is drawn, and how large: blind to how it is laid out.
import type { MapEdge, MapNode, ServiceMap } from '../../contract.ts'

/** More could not be read, and would keep the page busy laying them out. The table has all. */
const MOST_NODES = 60
const MOST_EDGES = 150

export const BOX = { width: 160, height: 50 }

/** Room for what an edge says, in two lines. */
export const LABEL = { width: 92, height: 36 }

export interface Picture {
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  /** Of the map, that are not in the picture. */
  readonly left: { readonly nodes: number; readonly edges: number }
}

/** The busiest nodes, and the busiest edges between them. */
export function picture({ nodes, edges }: Pick<ServiceMap, 'nodes' | 'edges'>): Picture {
  const shown = busiest(nodes, MOST_NODES)
  const ids = new Set(shown.map(({ id }) => id))
  const between = edges.filter(({ from, to }) => ids.has(from) && ids.has(to))
  const drawn = busiest(between, MOST_EDGES)
  return {
    nodes: shown,
    edges: drawn,
    left: { nodes: nodes.length - shown.length, edges: edges.length - drawn.length },
  }
}

/** The same as long as the same nodes and edges are there: then the layout need not be made anew. */
export const shapeOf = ({ nodes, edges }: Picture): string =>
  JSON.stringify([nodes.map(({ id }) => id), edges.map(({ from, to }) => [from, to])])

/** By the root of the rate: thin ones stay in sight beside one that has a thousand times as much. */
export function thickness(rate: number, most: number): number {
  return most > 0 ? 1 + 4 * Math.sqrt(Math.min(1, rate / most)) : 1
}

/** A name as long as its box has room for. */
export const cut = (name: string, characters: number): string =>
  [...name].length > characters ? `${[...name].slice(0, characters - 1).join('')}…` : name

export interface Point {
  readonly x: number
  readonly y: number
}

/** Through the points, its corners rounded: an SVG path. */
export function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${at(first)}`
  rest.forEach((point, index) => {
    const next = rest[index + 1]
    path += next ? `Q${at(point)} ${at(middle(point, next))}` : `L${at(point)}`
  })
  return path
}

/** From a node to itself, over its upper edge; the label is above it. */
export function loop({ x, y }: Point): { readonly path: string; readonly label: Point } {
  const top = y - BOX.height / 2
  const [from, to] = [x + 24, x - 24]
  return {
    path: `M${at({ x: from, y: top })}C${at({ x: from + 16, y: top - 30 })} ${at({ x: to - 16, y: top - 30 })} ${at({ x: to, y: top })}`,
    label: { x, y: top - 38 },
  }
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

/** In the order that they came in. */
function busiest<T extends { readonly rate: number }>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  const kept = new Set([...all].sort((a, b) => b.rate - a.rate).slice(0, most))
  return all.filter((one) => kept.has(one))
}
