import { useMemo } from 'preact/hooks'
import type { MapEdge, MapNode, ServiceMap } from '../../contract.ts'
import { rate, seconds, share } from '../data/format.ts'
import { oneLine } from '../parts/text.ts'
import { BOX, cut, picture, shapeOf, thickness } from './graph.ts'
import { type Layout, layOut } from './layout.ts'
import { tracesOfEdge, tracesOfNode } from './leads.ts'

export function Drawing({ map }: { readonly map: ServiceMap }) {
  const drawn = picture(map)
  const { width, height, nodes, edges } = useMemo(() => layOut(drawn), [shapeOf(drawn)])
  const byId = new Map(drawn.nodes.map((node) => [node.id, node]))
  const most = Math.max(0, ...drawn.edges.map((edge) => edge.rate))
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it */}
      <section class="drawing" aria-label="Picture of the map" tabIndex={0}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          <title>Who calls whom</title>
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0L8 4L0 8z" />
            </marker>
          </defs>
          {drawn.edges.map((edge, place) => (
            <Edge key={`${edge.from} ${edge.to}`} edge={edge} at={edges[place]} most={most} nodes={byId} />
          ))}
          {drawn.nodes.map((node, place) => (
            <Node key={node.id} node={node} at={nodes[place]} />
          ))}
        </svg>
      </section>
      {(drawn.left.nodes > 0 || drawn.left.edges > 0) && (
        <p class="quiet">
          The picture has the busiest: {drawn.left.nodes} nodes and {drawn.left.edges} edges are only in the
          table.
        </p>
      )}
    </>
  )
}

interface NodeProps {
  readonly node: MapNode
  readonly at: Layout['nodes'][number] | undefined
}

function Node({ node, at }: NodeProps) {
  if (!at) return null
  const { kind, name, errorShare } = node
  const left = at.x - BOX.width / 2 + 12
  return (
    <a href={tracesOfNode(node)} class={`node ${kind}`}>
      <title>{oneLine(`${kind} ${name}: ${figures(node)}`)}</title>
      <rect x={at.x - BOX.width / 2} y={at.y - BOX.height / 2} width={BOX.width} height={BOX.height} />
      <text x={left} y={at.y - 6} class="name">
        {cut(oneLine(name), 18)}
      </text>
      <text x={left} y={at.y + 13} class={errorShare > 0 && kind !== 'caller' ? 'bad' : 'quiet'}>
        {kind === 'caller' ? 'caller' : `${rate(node.rate)} ${errors(node)} · ${seconds(node.p95)}`}
      </text>
    </a>
  )
}

interface EdgeProps {
  readonly edge: MapEdge
  readonly at: Layout['edges'][number] | undefined
  readonly most: number
  readonly nodes: ReadonlyMap<string, MapNode>
}

function Edge({ edge, at, most, nodes }: EdgeProps) {
  if (!at) return null
  const [from, to] = [nodes.get(edge.from)?.name, nodes.get(edge.to)?.name]
  const failing = edge.errorShare > 0
  return (
    <a href={tracesOfEdge(edge, nodes)} class={failing ? 'edge failing' : 'edge'}>
      <title>{oneLine(`${from} calls ${to}: ${figures(edge)}`)}</title>
      <path d={at.path} marker-end="url(#arrow)" style={{ strokeWidth: thickness(edge.rate, most) }} />
      <text x={at.label.x} y={at.label.y - 5}>
        {rate(edge.rate)} {errors(edge)}
      </text>
      <text x={at.label.x} y={at.label.y + 14} class="quiet">
        p95 {seconds(edge.p95)}
      </text>
    </a>
  )
}

const errors = ({ errorShare }: MapEdge | MapNode): string => (errorShare > 0 ? `▲ ${share(errorShare)}` : '')

const figures = ({ rate: calls, errorShare, p95 }: MapEdge | MapNode): string =>
  `${rate(calls)}, ${share(errorShare)} errors, p95 ${seconds(p95)}`
