import type { MapNode, Red, ServiceMap } from '../../contract.ts'
import { count, rate, seconds, share } from '../data/format.ts'
import { Plain } from '../parts/plain.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { tracesOfEdge, tracesOfNode } from './leads.ts'

const FIGURES = ['Rate', 'Errors', 'p95']

export function CallTable({ map: { nodes, edges } }: { readonly map: ServiceMap }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return (
    <>
      <h2>Calls</h2>
      <Scroll>
        <table aria-label="Calls">
          <Head first={['From', 'To', 'Calls']} />
          <tbody>
            {edges.map((edge) => (
              <tr key={`${edge.from} ${edge.to}`}>
                <td>
                  <Name node={byId.get(edge.from)} id={edge.from} />
                </td>
                <td>
                  <Name node={byId.get(edge.to)} id={edge.to} />
                </td>
                <td>
                  <a href={tracesOfEdge(edge, byId)}>{count(edge.calls)}</a>
                </td>
                <Figures {...edge} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <h2>Services and what they use</h2>
      <Scroll>
        <table aria-label="Services and what they use">
          <Head first={['Name', 'Kind']} />
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id}>
                <td>
                  <a href={tracesOfNode(node)}>
                    <Plain text={node.name} />
                  </a>
                </td>
                <td class="quiet">{node.kind}</td>
                <Figures {...node} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

function Head({ first }: { readonly first: readonly string[] }) {
  return (
    <thead>
      <tr>
        {first.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        {FIGURES.map((name) => (
          <th key={name} scope="col" class="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

const Name = ({ node, id }: { readonly node: MapNode | undefined; readonly id: string }) => (
  <Plain text={node?.name ?? id} />
)

function Figures({ rate: calls, errorShare, p95 }: Red) {
  return (
    <>
      <td class="number">{rate(calls)}</td>
      <td class={errorShare > 0 ? 'number bad' : 'number'}>
        {errorShare > 0 && <span aria-hidden="true">▲ </span>}
        {share(errorShare)}
      </td>
      <td class="number">{seconds(p95)}</td>
    </>
  )
}
