import assert from 'node:assert/strict'
import test from 'node:test'
import { isReachable, tiersOf } from '../../slo/model/tiers.ts'
import { type BoardJson, boards, panel } from './support/boards.ts'
import { MODEL, promising } from './support/model.ts'

const PATH = 'dashboards/acme-orders-objectives.json'
const board = (model = MODEL): BoardJson => boards(model).get(PATH) as BoardJson
const lines = (from: BoardJson, title: string) =>
  panel(from, title)
    .fieldConfig?.defaults.thresholds?.steps.slice(1)
    .map(({ value, color }) => [value, color])

test('burn is drawn over each long window, against the factors of the tiers', () => {
  const burn = panel(board(), 'Burn by window')
  assert.deepEqual(
    burn.targets?.map(({ legendFormat }) => legendFormat),
    ['1h', '6h', '1d', '3d'],
  )
  assert.deepEqual(lines(board(), 'Burn by window'), [
    [1, 'orange'],
    [3, 'orange'],
    [6, 'red'],
    [14.4, 'red'],
  ])
})

test('another objective changes what burn is measured against and where a route alone would miss it', () => {
  const [strict, lax] = [board(promising(0.9999)), board(promising(0.9))]
  assert.match(panel(strict, 'Burn by window').targets?.[0]?.expr ?? '', / \/ 0\.0001$/m)
  assert.match(panel(lax, 'Burn by window').targets?.[0]?.expr ?? '', / \/ 0\.1$/m)
  assert.deepEqual(lines(strict, 'Bad events by route'), [[0.0001, 'orange']])
  assert.deepEqual(lines(lax, 'Bad events by route'), [[0.1, 'orange']])
})

test('a tier that the objective cannot reach has no line', () => {
  const tiers = tiersOf('30d').filter((tier) => isReachable(tier, 0.9))
  const slos = promising(0.9).slos.map((slo) => (slo.name === 'availability' ? { ...slo, tiers } : slo))
  assert.deepEqual(lines(board({ ...MODEL, slos }), 'Burn by window'), [
    [1, 'orange'],
    [3, 'orange'],
    [6, 'red'],
  ])
})

test('one alert that fires is enough to colour its count', () => {
  assert.deepEqual(lines(board(), 'Pages firing'), [[1, 'red']])
  assert.deepEqual(lines(board(), 'Tickets firing'), [[1, 'orange']])
})

test('the budget is shown over its whole period, whatever the time range', () => {
  const history = board().panels.filter(({ title, type }) => title === 'Budget left' && type === 'timeseries')
  assert.deepEqual(
    history.map(({ timeFrom }) => timeFrom),
    ['30d', '30d'],
  )
})

test('the burn leads to the runbooks of its two alerts', () => {
  assert.deepEqual(
    panel(board(), 'Burn by window').links?.map(({ url }) => url),
    [
      'https://github.com/acme/orders/blob/main/runbooks/availability-fast-burn.md',
      'https://github.com/acme/orders/blob/main/runbooks/availability-slow-burn.md',
    ],
  )
})

test('only the routes of an objective are asked for their bad events', () => {
  const slow = board().panels.filter(({ title }) => title === 'Bad events by route')[1]?.targets?.[0]?.expr
  assert.match(slow ?? '', /http_request_method="GET",http_route="\/orders"/)
  assert.match(slow ?? '', /http_route="\/orders\/:id",le="0\.3"/)
})

test('objectives over the queries of others have no routes and no overview to lead to', () => {
  const other = boards().get('dashboards/checkout-objectives.json') as BoardJson
  assert.equal(
    other.panels.some(({ title }) => title === 'Affected routes'),
    false,
  )
  assert.deepEqual(
    other.links.map(({ url }) => url),
    ['/d/paved-road-fleet'],
  )
})
