// Where nodes and edges of a picture stand. The algorithm is dagre's: layers in the direction of the calls.
import { Graph, layout } from '@dagrejs/dagre'
import { BOX, LABEL, loop, type Picture, type Point, smooth } from './graph.ts'

export interface Layout {
  readonly width: number
  readonly height: number
  /** Centres, as in the picture's nodes. */
  readonly nodes: readonly Point[]
  readonly edges: readonly { readonly path: string; readonly label: Point }[]
}

export function layOut({ nodes, edges }: Picture): Layout {
  // A loop is drawn over its node.
  const loops = edges.some(({ from, to }) => from === to)
  const graph = new Graph({ multigraph: true })
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 28,
    ranksep: 24,
    edgesep: 16,
    marginx: 12,
    marginy: loops ? 60 : 16,
  })
  // Places in the picture stand for the ids, which are texts from anywhere.
  const places = new Map(nodes.map(({ id }, place) => [id, `${place}`]))
  for (const place of places.values()) graph.setNode(place, { ...BOX })
  edges.forEach(({ from, to }, place) => {
    if (from !== to)
      graph.setEdge(places.get(from) ?? '', places.get(to) ?? '', { ...LABEL, labelpos: 'c' }, `${place}`)
  })
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    nodes: nodes.map((_, place) => pointOf(graph.node(`${place}`))),
    edges: edges.map(({ from, to }, place) => {
      if (from === to) return loop(pointOf(graph.node(places.get(from) ?? '')))
      const edge = graph.edge(places.get(from) ?? '', places.get(to) ?? '', `${place}`)
      return { path: smooth(edge.points ?? []), label: pointOf(edge) }
    }),
  }
}

const pointOf = ({ x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): Point => ({ x, y })
