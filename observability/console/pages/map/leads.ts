// Which traces a node or an edge of the map leads to.
import type { MapEdge, MapNode } from '../../contract.ts'
import { address } from '../parts/addresses.ts'

type Filter = Readonly<Record<string, string | readonly string[]>>

export const tracesOfNode = (node: MapNode): string => address('/traces', filterOf(node))

export function tracesOfEdge({ from, to, errorShare }: MapEdge, nodes: ReadonlyMap<string, MapNode>): string {
  const [caller, called] = [nodes.get(from), nodes.get(to)]
  return address('/traces', {
    ...(called && filterOf(called)),
    // Spans of what is called that is no service are the caller's own.
    ...(caller?.kind === 'service' && called?.kind !== 'service' && filterOf(caller)),
    ...(errorShare > 0 && { status: 'error' }),
  })
}

const filterOf = ({ kind, name, attr }: MapNode): Filter =>
  kind === 'service' ? { service: name } : { attr }
