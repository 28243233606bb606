import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MapEdge, MapNode, RouteView } from '../../../console/contract.ts'
import { cut, loop, picture, shapeOf, smooth, thickness } from '../../../console/pages/map/graph.ts'
import { layOut } from '../../../console/pages/map/layout.ts'
import { tracesOfEdge, tracesOfNode } from '../../../console/pages/map/leads.ts'
import { chosenRoute, routeName } from '../../../console/pages/metrics/choice.ts'
import { slowest } from '../../../console/pages/metrics/slowest-of.ts'
import { columnsOf } from '../../../console/pages/objectives/history-columns.ts'
import { address } from '../../../console/pages/parts/addresses.ts'
import { chartOptions, dataOf } from '../../../console/pages/parts/chart-options.ts'
import { extent, latest, valueRange } from '../../../console/pages/parts/chart-scale.ts'
import { sparklinePath } from '../../../console/pages/parts/sparkline-path.ts'

const RED = { rate: 1, errorShare: 0, p50: 0.01, p95: 0.02, p99: 0.03 }
const node = (kind: MapNode['kind'], name: string, rate = 1): MapNode => ({
  ...RED,
  id: `${kind}:${name}`,
  kind,
  name,
  attr: [],
  rate,
})
const edge = (from: MapNode, to: MapNode, rate = 1): MapEdge => ({
  ...RED,
  from: from.id,
  to: to.id,
  calls: 10,
  rate,
})

describe('the small picture of a series', () => {
  it('stands on zero, and has gaps where the series has', () => {
    const box = { width: 40, height: 10 }
    assert.equal(sparklinePath([0, 5, null, 10, null], box), 'M0 10h0L10 5M30 0h0')
    assert.equal(sparklinePath([0, 0], box), 'M0 10h0L40 10')
    assert.equal(sparklinePath([], box), '')
  })
})

describe('the axis of a chart', () => {
  it('begins at zero or below, and is never empty', () => {
    assert.deepEqual(valueRange(2, 100), [0, 108])
    assert.deepEqual(valueRange(-50, 50), [-50, 58])
    assert.deepEqual(valueRange(null, null), [0, 1])
    assert.deepEqual(valueRange(0, 0), [0, 1])
  })

  it('holds all that is known of every line', () => {
    assert.deepEqual(extent([[null, 3], [-1, null], [Number.NaN]]), [-1, 3])
    assert.deepEqual(extent([[null]]), [null, null])
  })

  it('knows the last value that there is', () => {
    assert.equal(latest([1, 2, null]), 2)
    assert.equal(latest([null]), null)
  })

  it('tells the seconds only where its ticks need them', () => {
    const { axes } = chartOptions(() => ({ lines: [], format: String }), {
      width: 100,
      colourOf: () => '',
      drawn: () => {},
    })
    const ticks = axes?.[0]?.values as unknown as (plot: undefined, splits: readonly number[]) => string[]
    const at = Date.UTC(2026, 0, 1, 12, 30)
    for (const text of ticks(undefined, [at, at + 60_000])) assert.match(text, /^\d\d:\d\d$/)
    for (const text of ticks(undefined, [at, at + 30_000])) assert.match(text, /^\d\d:\d\d:\d\d$/)
  })

  it('has its lines as columns beside the times', () => {
    assert.deepEqual(dataOf([1, 2], [{ label: 'a', colour: '--bad', values: [3, null] }]), [
      [1, 2],
      [3, null],
    ])
  })

  it('has the history of an objective by columns', () => {
    assert.deepEqual(
      columnsOf([
        [1, 2, 0.5],
        [3, 4, 0.25],
      ]),
      { times: [1, 3], burn: [2, 4], left: [0.5, 0.25] },
    )
  })
})

describe('the routes of a service', () => {
  const route = (method: string, name: string) => ({ method, route: name }) as RouteView
  const routes = [route('GET', '/orders'), route('POST', '/orders')]

  it('are chosen by the address, or else that with the most requests', () => {
    assert.equal(chosenRoute(routes, 'POST /orders'), routes[1])
    assert.equal(chosenRoute(routes, 'PUT /gone'), routes[0])
    assert.equal(chosenRoute([], null), undefined)
    assert.equal(routeName({ method: 'GET', route: '/a' }), 'GET /a')
  })

  it('have their slowest requests first, each trace once', () => {
    const exemplar = (traceId: string, seconds: number) => ({ traceId, seconds, at: 1, held: true })
    const all = [exemplar('a', 1), exemplar('b', 3), exemplar('a', 2)]
    assert.deepEqual(
      slowest(all, 5).map(({ seconds }) => seconds),
      [3, 2],
    )
    assert.equal(slowest(all, 1).length, 1)
  })
})

describe('the map', () => {
  const [web, orders, db] = [
    node('service', 'web'),
    node('service', 'orders'),
    node('database', 'postgresql/orders'),
  ]
  const map = {
    windowSeconds: 900,
    nodes: [web, orders, db],
    edges: [edge(web, orders, 4), edge(orders, db)],
  }

  it('is laid out in the direction of the calls, with a path for each', () => {
    const { nodes, edges, width, height } = layOut(picture(map))
    const [first, second, third] = nodes
    assert.ok(first && second && third && first.x < second.x && second.x < third.x)
    assert.ok(width > third.x && height > 0)
    for (const { path } of edges) assert.match(path, /^M[\d.]+ [\d.]+(?:Q|L)/)
  })

  it('takes any text for an id', () => {
    const evil = [node('service', '__proto__'), node('external', '\u0001'), node('service', 'constructor')]
    const [a, b, c] = evil as [MapNode, MapNode, MapNode]
    const { nodes } = layOut(picture({ nodes: evil, edges: [edge(a, b), edge(b, c), edge(c, a)] }))
    assert.equal(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size, 3)
  })

  it('draws a call to itself as a loop over the node', () => {
    const { nodes, edges } = layOut(picture({ ...map, edges: [edge(web, web)] }))
    assert.deepEqual(edges[0], loop(nodes[0] ?? { x: 0, y: 0 }))
  })

  it('draws the busiest where there are too many to read, and counts the others', () => {
    const many = Array.from({ length: 70 }, (_, at) => node('service', `s${at}`, at))
    const calls = many.slice(1).map((to, at) => edge(many[at] as MapNode, to))
    const drawn = picture({ nodes: many, edges: calls })
    assert.equal(drawn.nodes.length, 60)
    assert.deepEqual(drawn.left, { nodes: 10, edges: 10 })
    assert.equal(drawn.nodes[0]?.name, 's10')
  })

  it('leaves out an edge to a node that is not there', () => {
    const drawn = picture({ ...map, edges: [edge(web, node('service', 'gone'))] })
    assert.deepEqual([drawn.edges.length, drawn.left.edges], [0, 1])
  })

  it('keeps its layout while only figures change', () => {
    const faster = { ...map, edges: map.edges.map((call) => ({ ...call, rate: 9 })) }
    assert.equal(shapeOf(picture(map)), shapeOf(picture(faster)))
    assert.notEqual(shapeOf(picture(map)), shapeOf(picture({ ...map, edges: [] })))
  })

  it('has thicker edges for more calls', () => {
    assert.deepEqual(
      [0, 25, 100].map((rate) => thickness(rate, 100)),
      [1, 3, 5],
    )
    assert.equal(thickness(0, 0), 1)
  })

  it('cuts long names by characters, not in the midst of one', () => {
    assert.equal(cut('orders', 6), 'orders')
    assert.equal(cut('🚀🚀🚀🚀', 3), '🚀🚀…')
  })

  it('rounds the corners of its edges', () => {
    assert.equal(
      smooth([
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 10 },
      ]),
      'M0 0Q10 0 10 5L10 10',
    )
    assert.equal(smooth([]), '')
  })

  it('leads to the traces of a node and of an edge', () => {
    const byId = new Map(map.nodes.map((one) => [one.id, one]))
    assert.equal(tracesOfNode(orders), '/traces?service=orders')
    const asked = { ...db, attr: ['db.system=postgresql', 'db.name=orders'] }
    assert.equal(tracesOfNode(asked), '/traces?attr=db.system%3Dpostgresql&attr=db.name%3Dorders')
    assert.equal(tracesOfNode(node('caller', 'curl')), '/traces')
    assert.equal(tracesOfEdge(edge(web, orders), byId), '/traces?service=orders')
    assert.equal(
      tracesOfEdge({ ...edge(orders, db), errorShare: 0.1 }, new Map([...byId, [db.id, asked]])),
      '/traces?attr=db.system%3Dpostgresql&attr=db.name%3Dorders&service=orders&status=error',
    )
  })
})

describe('an address', () => {
  it('carries any text, and leaves out what is not told', () => {
    assert.equal(
      address('/traces', { service: 'a&b=#', status: undefined, route: '' }),
      '/traces?service=a%26b%3D%23',
    )
    assert.equal(address('/map'), '/map')
  })
})
