// Which traces a node or an edge of the map leads to.
import type { MapEdge, MapNode } from '../../contract.ts'
import { address } from '../parts/addresses.ts'

type Filter = Readonly<Record<string, string>>

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

/** Names of what is no service are `system/name`, as the attributes of its spans have it, or an address. */
function filterOf({ kind, name }: MapNode): Filter {
  const system = name.split('/')[0] ?? name
  switch (kind) {
    case 'service':
      return { service: name }
    case 'database':
      return { attr: `db.system.name=${system}` }
    case 'messaging':
      return { attr: `messaging.system=${system}` }
    case 'external':
      return { attr: `server.address=${name}` }
    case 'caller':
      return {}
  }
}
