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

/** What is no service is named after attributes of the spans that call it: `system/namespace`, `address:port`. */
function filterOf({ kind, name }: MapNode): Filter {
  switch (kind) {
    case 'service':
      return { service: name }
    case 'database':
      return { attr: pair(name, '/', 'db.system.name', 'db.namespace') }
    case 'messaging':
      return { attr: pair(name, '/', 'messaging.system', 'messaging.destination.name') }
    case 'external':
      return { attr: pair(name, /:(?=\d+$)/, 'server.address', 'server.port') }
    case 'caller':
      return {}
  }
}

function pair(name: string, between: string | RegExp, first: string, second: string): readonly string[] {
  const [head = '', ...rest] = name.split(between)
  const tail = rest.join('/')
  return tail ? [`${first}=${head}`, `${second}=${tail}`] : [`${first}=${head}`]
}
